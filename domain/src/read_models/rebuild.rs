//! Building a read model anew from the event log while everything runs: into a shadow, which then takes over.
//!
//! A rebuild that is killed leaves the read model as it was; the next one starts from nothing.

use sea_orm::DbErr;
use uuid::Uuid;

use super::model::{Existing, ReadModel};
use super::progress::Rebuilding;
use super::{shadow, tallies};
use crate::error::{Error, Result};
use crate::events::{Log, Reader};
use crate::store::{Store, Txn};

/// Events of one read and one transaction.
const BATCH: usize = 6_000;
/// How often the shadow tries to take over; each time it may have to wait for somebody who reads.
const TAKE_OVERS: u32 = 20;

/// How far a rebuild is, or how far it came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Events read.
    pub events: u64,
    /// Events to read, as counted at the start; 0 until they were counted.
    pub total: u64,
    /// Orders that have a row.
    pub orders: u64,
}

/// Builds the read model anew beside the one in use, and puts it in its place. Jobs may go on projecting meanwhile; what
/// they did since is caught up with under a lock.
///
/// # Errors
/// `Conflict` while another rebuild of the same read model is running.
pub async fn rebuild(log: Log<'_>, model: ReadModel, report: impl FnMut(Progress)) -> Result<Progress> {
    let store = log.store;
    let rebuilding = Rebuilding::begin(store, model).await?;
    match build(log, model, rebuilding, report).await {
        Ok(progress) => Ok(progress),
        Err(error) => {
            if let Err(second) = rebuilding.give_up(store, &error).await {
                tracing::warn!(error = second.chain(), "what the rebuild left is cleared away later");
            }
            Err(error)
        }
    }
}

async fn build(
    log: Log<'_>,
    model: ReadModel,
    rebuilding: Rebuilding,
    mut report: impl FnMut(Progress),
) -> Result<Progress> {
    let store = log.store;
    // The row is there already, so from here on no file is taken from the log and none added to it.
    let mut reader = Reader::open(log, "order", model.kinds()).await?;
    let total = reader.count().await?;
    let mut progress = Progress { total, ..Default::default() };
    store
        .write(async |txn| {
            rebuilding.beat(txn, 0, total).await?;
            shadow::create(txn, model).await
        })
        .await?;
    report(progress);
    let mut events = reader.next(BATCH).await?;
    while !events.is_empty() {
        progress.events += events.len() as u64;
        let rows = model.fold(events)?;
        progress.orders += rows.len() as u64;
        let written = store.write_relaxed(async |txn| {
            rebuilding.beat(txn, progress.events, total).await?;
            rows.write(txn, model.shadow(), Existing::None).await
        });
        // While one batch is written the next is read.
        (events, ()) = tokio::try_join!(reader.next(BATCH), written)?;
        report(progress);
    }
    store
        .write(async |txn| {
            rebuilding.beat(txn, progress.events, total).await?;
            shadow::index(txn, model).await
        })
        .await?;
    take_over(store, model, rebuilding, progress).await?;
    Ok(progress)
}

/// Catches up with what was projected meanwhile, first beside the projections, then while they wait.
async fn take_over(
    store: &Store,
    model: ReadModel,
    rebuilding: Rebuilding,
    progress: Progress,
) -> Result<()> {
    let behind = shadow::behind(store.read(), model).await?;
    for orders in behind.chunks(500) {
        store
            .write_relaxed(async |txn| {
                rebuilding.beat(txn, progress.events, progress.total).await?;
                catch_up(txn, model, orders).await
            })
            .await?;
    }
    let mut tries = 1;
    loop {
        let taken = store
            .write(async |txn| {
                rebuilding.finish(txn).await?;
                shadow::hold_projections(txn, model).await?;
                // One pass is enough: nothing else writes now.
                let behind = shadow::behind(txn, model).await?;
                for orders in behind.chunks(500) {
                    catch_up(txn, model, orders).await?;
                }
                shadow::take_over(txn, model).await?;
                if model == ReadModel::Purchases { tallies::recount(txn).await } else { Ok(()) }
            })
            .await;
        match taken {
            Err(Error::Database(error)) if waited_in_vain(&error) && tries < TAKE_OVERS => tries += 1,
            taken => return taken,
        }
    }
}

async fn catch_up(txn: &Txn, model: ReadModel, orders: &[Uuid]) -> Result<()> {
    model.project_into(txn, orders, Vec::new(), model.shadow(), Existing::Outdated).await
}

/// Somebody held the table for longer than a statement waits for a lock.
fn waited_in_vain(error: &DbErr) -> bool {
    error.to_string().contains("lock timeout")
}
