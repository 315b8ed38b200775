//! What the runners of one worker share.

use std::sync::Arc;
use std::time::Duration;

use domain::entity::invoice;
use domain::invoices::Stored;
use domain::jobs::{self, Claimed};
use domain::notifications::{Composed, Occasion};
use domain::read_models::ReadModel;
use domain::{Class, Error, Result, invoices};
use platform::{Batcher, Services, all_or_each};
use uuid::Uuid;

use crate::batches;
use crate::running::Running;
use crate::statistics::Tally;

/// Of completions.
const LEDGER_BATCH: usize = 512;
/// Of what is gathered by order: numbers, mails, notes.
const ORDER_BATCH: usize = 64;
const HAND_BACK_LIMIT: Duration = Duration::from_secs(2);
/// Of orders that one transaction projects.
const PROJECTION_BATCH: usize = 64;

#[derive(Clone)]
pub struct Context {
    pub services: Services,
    pub name: Arc<str>,
    pub tally: Arc<Tally>,
    pub completions: Batcher<Claimed, bool>,
    pub history: Batcher<Claimed, bool>,
    pub sales: Batcher<Claimed, bool>,
    pub purchases: Batcher<Claimed, bool>,
    /// By order. In batches, since every number waits for the one before it.
    pub invoices: Batcher<Uuid, Result<invoice::Model>>,
    /// Completes jobs whose invoice is printed and stored.
    pub printed: Batcher<(Claimed, Stored), Result<()>>,
    pub mails: Batcher<Occasion, Result<Composed>>,
    /// Webhooks that told nothing new.
    pub heard: Batcher<Uuid, bool>,
    pub running: Running,
    /// What claims and heartbeats ask for.
    pub lease: Duration,
}

impl Context {
    /// `name` is unique among workers, for the ledger and for people.
    pub fn new(services: Services, name: &str) -> Self {
        let name: Arc<str> = name.into();
        let lease = Duration::from_secs(services.config.worker.lease_seconds);
        let completions = Batcher::start(LEDGER_BATCH, {
            let services = services.clone();
            move |claimed| finish(services.clone(), claimed)
        });
        let projector = |model: ReadModel| {
            let services = services.clone();
            Batcher::start(PROJECTION_BATCH, move |claimed| project(services.clone(), model, claimed))
        };
        Self {
            history: projector(ReadModel::OrderHistory),
            sales: projector(ReadModel::DailySales),
            purchases: projector(ReadModel::Purchases),
            invoices: Batcher::start(ORDER_BATCH, {
                let services = services.clone();
                move |orders| number(services.clone(), orders)
            }),
            printed: Batcher::start(ORDER_BATCH, {
                let services = services.clone();
                move |printed| batches::announce_invoices(services.clone(), printed)
            }),
            mails: Batcher::start(ORDER_BATCH, {
                let services = services.clone();
                move |occasions| batches::compose_mails(services.clone(), occasions)
            }),
            heard: Batcher::start(ORDER_BATCH, {
                let services = services.clone();
                move |receipts| batches::note_webhooks(services.clone(), receipts)
            }),
            services,
            name,
            tally: Arc::default(),
            completions,
            running: Running::new(lease),
            lease,
        }
    }

    /// Gives back what was cut off, so that another worker runs it at once instead of after its lease.
    pub async fn hand_back_running(&self) {
        let cut_off = self.running.take_all();
        let all: Vec<&Claimed> = cut_off.iter().collect();
        let handed_back = jobs::hand_back_all(&self.services.store, &all, Duration::ZERO);
        match tokio::time::timeout(HAND_BACK_LIMIT, handed_back).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                tracing::warn!(error = error.chain(), "{} jobs wait for their leases to end", all.len())
            }
            Err(_) => tracing::warn!("{} jobs wait for their leases to end", all.len()),
        }
    }
}

async fn finish(services: Services, claimed: Vec<Claimed>) -> Vec<bool> {
    let all: Vec<&Claimed> = claimed.iter().collect();
    let finished = jobs::finish_all(&services.store, &all).await;
    if let Err(error) = &finished {
        tracing::warn!(
            error = error.chain(),
            "{} jobs could not be marked done; they will run again",
            all.len()
        );
    }
    vec![finished.is_ok(); claimed.len()]
}

async fn number(services: Services, orders: Vec<Uuid>) -> Vec<Result<invoice::Model>> {
    let missing = || Error::NotFound { what: "order" };
    let (store, shop) = (&services.store, &services.shop());
    let number = |orders: Vec<Uuid>| async move {
        let mut numbered = invoices::number(store, &orders, shop).await?;
        Ok(orders.iter().map(|id| numbered.remove(id).ok_or_else(missing)).collect())
    };
    all_or_each(orders, number).await
}

async fn project(services: Services, model: ReadModel, claimed: Vec<Claimed>) -> Vec<bool> {
    let with = &services;
    let project = |claimed: Vec<Claimed>| async move {
        project_together(with, model, &claimed.iter().collect::<Vec<_>>()).await?;
        Ok(claimed.iter().map(|_| Ok(())).collect())
    };
    let outcomes = all_or_each(claimed.clone(), project).await;
    for (one, outcome) in claimed.iter().zip(&outcomes) {
        if let Err(error) = outcome {
            let chain = error.chain();
            tracing::warn!(job_id = %one.id, error = chain, "job {} could not project {}", one.id, model.name());
            if let Err(error) = jobs::fail(&services.store, one, &chain, Class::RETRY).await {
                tracing::warn!(job_id = %one.id, error = error.chain(), "job {} waits for its lease to end", one.id);
            }
        }
    }
    outcomes.iter().map(Result::is_ok).collect()
}

async fn project_together(services: &Services, model: ReadModel, claimed: &[&Claimed]) -> Result<()> {
    let mut orders: Vec<Uuid> = claimed.iter().filter_map(|one| one.job.order_id()).collect();
    orders.sort_unstable();
    orders.dedup();
    jobs::complete_all(&services.store, claimed, async |txn| model.project(txn, &orders).await).await
}
