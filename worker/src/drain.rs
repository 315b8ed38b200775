//! Running everything that is due, here and now, until nothing is left: for commands and tests.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use domain::Error;
use domain::jobs::{self, QUEUES};
use platform::Services;
use platform::config::{Priority, ServedQueue};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::dispatch::Dispatcher;
use crate::fetch::{Patience, Source};
use crate::heartbeat;
use crate::slots::Slots;
use crate::tasks::Tasks;

const RUNNERS: usize = 8;

/// Flushes the outbox and runs what follows until no job is queued, running or due, or fails after `limit`. Works beside
/// other workers. Jobs that wait for a later time stay.
pub async fn drain(services: &Services, limit: Duration) -> Result<()> {
    let name = platform::presence::of("drain", Vec::new(), 0).id;
    let context = Context::new(services.clone(), &name);
    let (deadline, shutdown) = (Instant::now() + limit, CancellationToken::new());
    let _heartbeat = heartbeat::start(&context, None, shutdown.clone());
    let whole = |&queue| ServedQueue { queue, priority: Priority::Strict, limit: RUNNERS };
    let slots = Slots::new(QUEUES.iter().map(whole).collect(), Vec::new(), RUNNERS);
    // The claim asks about pauses.
    let (_unpaused, paused) = watch::channel(Vec::new());
    let (source, tasks) = (Source::open(services, Patience::LookAgain)?, Tasks::default());
    let dispatcher = Dispatcher::new(context, slots, source, QUEUES.to_vec(), paused, tasks.clone());
    let dispatcher = tokio::spawn(dispatcher.run(shutdown.clone()));
    loop {
        crate::flush::flush(services).await;
        let port = services.transports.port.as_ref();
        let due = jobs::redrive(&services.store, port.was_wiped().await).await?;
        services.push(&due).await;
        match jobs::resend(&services.store, port).await {
            // They wait for a transport that answers, as others do.
            Err(Error::Unavailable { .. }) => {}
            lost => services.push(&lost?).await,
        }
        if !jobs::is_busy(services.store.read()).await? {
            break;
        }
        if Instant::now() > deadline {
            shutdown.cancel();
            bail!("jobs are still under way after {} s", limit.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Not cut off: a job that came this moment, such as a webhook's, may have begun.
    shutdown.cancel();
    dispatcher.await?;
    tasks.end_within(limit).await;
    Ok(())
}
