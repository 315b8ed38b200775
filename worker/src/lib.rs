//! The worker: takes tickets, claims the jobs behind them, runs their handlers.
//!
//! Many runners fetch tickets, each running one job at a time. What all of them ask the ledger for (claims, completions,
//! projections) is gathered into batches on the way, so that the database is not asked twice per job. A run is guarded
//! against panics and cut off by a timeout; whatever happens to it, the ledger knows what to do next.

mod batches;
mod context;
mod drain;
mod fetch;
mod flush;
mod handlers;
mod heartbeat;
mod run;
mod running;

use std::time::Duration;

use domain::jobs;
use platform::Services;
use sea_orm::DbBackend;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::fetch::Source;

pub use crate::drain::drain;

/// On SQLite all workers are in one process, so what was running before this one started was cut off with its
/// predecessor and need not wait for its lease. A fleet has to wait: another worker may be alive.
async fn take_over(services: &Services) {
    if services.transports.memory.is_none() || services.store.backend() != DbBackend::Sqlite {
        return;
    }
    match jobs::orphan_running(&services.store).await {
        Ok(0) => {}
        Ok(orphaned) => {
            tracing::info!("{orphaned} jobs were cut off when the last process ended; they run again")
        }
        Err(error) => tracing::warn!(error = error.chain(), "cut-off jobs wait for their lease to end"),
    }
}

/// Runs until `shutdown`, then stops taking tickets, lets running jobs finish within the configured time and hands the
/// rest back.
///
/// # Errors
/// When the transport's settings are unusable. A transport or database that is down is waited for.
pub async fn work(services: Services, shutdown: CancellationToken) -> anyhow::Result<()> {
    let config = services.config.worker.clone();
    let source = Source::open(&services, config.concurrency)?;
    take_over(&services).await;
    let presence = platform::presence::of("worker", config.served_queues(), config.concurrency);
    let context = Context::new(services, &presence.id);
    let heartbeat = heartbeat::start(&context, Some(presence.clone()), shutdown.clone());
    let mut runners = JoinSet::new();
    for _ in 0..config.concurrency {
        runners.spawn(run::run_tickets(context.clone(), source.runner(), shutdown.clone()));
    }
    let statistics = tokio::spawn(source.publish_statistics(context.busy.clone(), shutdown.clone()));
    tracing::info!(concurrency = config.concurrency, "worker {} takes jobs", context.name);

    shutdown.cancelled().await;
    let grace = Duration::from_secs(config.drain_seconds);
    let drained = tokio::time::timeout(grace, async { while runners.join_next().await.is_some() {} }).await;
    if drained.is_err() {
        runners.shutdown().await;
        context.hand_back_running().await;
    }
    statistics.abort();
    drop(heartbeat);
    if let Err(error) = jobs::processes::leave(&context.services.store, &presence).await {
        tracing::debug!(error = error.chain(), "the list of processes was not reached");
    }
    tracing::info!("worker {} has stopped", context.name);
    Ok(())
}
