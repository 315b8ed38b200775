//! Running everything that is due, here and now, until nothing is left: for commands and tests.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use domain::jobs;
use platform::Services;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::fetch::Source;
use crate::heartbeat;
use crate::run::run_tickets;

const RUNNERS: usize = 8;

/// Flushes the outbox and runs what follows until no job is queued, running or due, or fails after `limit`. Works beside
/// other workers. Jobs that wait for a later time stay.
pub async fn drain(services: &Services, limit: Duration) -> Result<()> {
    let presence = platform::presence::of("drain", services.config.worker.served_queues(), RUNNERS);
    let context = Context::new(services.clone(), &presence.id);
    let source = Source::open(services, RUNNERS)?;
    let (deadline, shutdown) = (Instant::now() + limit, CancellationToken::new());
    let _heartbeat = heartbeat::start(&context, None, shutdown.clone());
    let mut runners = JoinSet::new();
    for _ in 0..RUNNERS {
        runners.spawn(run_tickets(context.clone(), source.runner(), shutdown.clone()));
    }
    loop {
        crate::flush::flush(services).await;
        let due = jobs::redrive(&services.store, services.transports.port.was_wiped().await).await?;
        services.push(&due).await;
        if !jobs::is_busy(services.store.read()).await? {
            break;
        }
        if Instant::now() > deadline {
            bail!("jobs are still under way after {} s", limit.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Not cut off: a job that came this moment, such as a webhook's, may have begun.
    shutdown.cancel();
    while runners.join_next().await.is_some() {}
    Ok(())
}
