//! The worker: takes tickets, claims the jobs behind them, runs their handlers.
//!
//! One dispatcher fetches and claims for all, in batches, as much as there is room for; each job runs in a task of its
//! own. What the runs ask the ledger for (completions, projections) is gathered into batches on the way, so that the
//! database is not asked twice per job. A run is guarded against panics and cut off by a timeout or with its lease;
//! whatever happens to it, the ledger knows what to do next.

mod arguments;
mod batches;
mod context;
mod dispatch;
mod drain;
mod fetch;
mod flush;
mod handlers;
mod heartbeat;
mod pauses;
mod run;
mod running;
mod slots;
mod statistics;
mod tasks;

use std::time::Duration;

use anyhow::anyhow;
use domain::jobs;
use platform::Services;
use sea_orm::DbBackend;
use tokio::sync::watch;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use crate::context::Context;
use crate::dispatch::Dispatcher;
use crate::fetch::{Patience, Source};
use crate::slots::Slots;
use crate::statistics::Statistics;
use crate::tasks::Tasks;

pub use crate::arguments::Arguments;
pub use crate::drain::drain;

/// For what a worker that stops still tells the fleet.
const LEAVE_LIMIT: Duration = Duration::from_secs(1);

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
/// When the settings are unusable. A transport or database that is down is waited for.
pub async fn work(services: Services, shutdown: CancellationToken) -> anyhow::Result<()> {
    let config = services.config.worker.clone();
    let served = config.served().map_err(|problems| anyhow!(problems.join("; ")))?;
    let kinds = config.kind_limits().map_err(|problem| anyhow!(problem))?;
    let queues = config.served_queues();
    let presence = platform::presence::of("worker", queues.clone(), config.concurrency);
    let statistics = Statistics::new(&services.config.redis, presence.clone())?;
    take_over(&services).await;
    let context = Context::new(services, &presence.id);
    let (paused, pauses) = watch::channel(Vec::new());
    let follow = AbortOnDropHandle::new(tokio::spawn(pauses::follow(context.services.store.clone(), paused)));
    let heartbeat = heartbeat::start(&context, Some(presence.clone()), shutdown.clone());
    let tasks = Tasks::default();
    let slots = Slots::new(served, kinds, config.concurrency);
    let source = Source::open(&context.services, Patience::Wait)?;
    let dispatcher = Dispatcher::new(context.clone(), slots, source, queues, pauses, tasks.clone());
    tracing::info!(concurrency = config.concurrency, "worker {} takes jobs", context.name);

    let published = async {
        match &statistics {
            Some(statistics) => statistics.publish(&context, &shutdown).await,
            None => std::future::pending().await,
        }
    };
    let worked = async {
        let dispatcher = AbortOnDropHandle::new(tokio::spawn(dispatcher.run(shutdown.clone())));
        shutdown.cancelled().await;
        let deadline = Instant::now() + Duration::from_secs(config.drain_seconds);
        // It may be in the middle of a claim that the database does not answer.
        let _ = timeout_at(deadline, dispatcher).await;
        if !tasks.end_within(deadline.saturating_duration_since(Instant::now())).await {
            context.hand_back_running().await;
        }
    };
    tokio::select! { () = published => {}, () = worked => {} }
    drop((heartbeat, follow));
    let left = timeout(LEAVE_LIMIT, async {
        if let Some(statistics) = &statistics {
            statistics.leave().await;
        }
        jobs::processes::leave(&context.services.store, &presence).await
    });
    if !matches!(left.await, Ok(Ok(()))) {
        tracing::debug!("the list of processes was not reached; this one is taken off it by others");
    }
    tracing::info!("worker {} has stopped", context.name);
    Ok(())
}
