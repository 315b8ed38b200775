//! The scheduler: keeps the ledger moving and fires the timetable. It only ever enqueues.
//!
//! Any number may run: rows are taken with SKIP LOCKED and ticks have a unique key, so that nothing is done twice, and
//! one that dies is not missed as long as another runs.

use std::time::Duration;

use domain::clock::now;
use domain::jobs::{self, Ticket};
use domain::timetable::{self, Entry, TIMETABLE};
use platform::Services;
use tokio_util::sync::CancellationToken;

/// Runs until `shutdown`.
pub async fn schedule(services: Services, shutdown: CancellationToken) {
    let pause = Duration::from_millis(services.config.scheduler.redrive_millis);
    let mut fired = vec![None; TIMETABLE.len()];
    let presence = platform::presence::announce(services.store.clone(), "scheduler", shutdown.clone());
    let presence = tokio::spawn(presence);
    tracing::info!("scheduler started");
    while !shutdown.is_cancelled() {
        if let Err(error) = round(&services, &mut fired).await {
            tracing::warn!(error = error.chain(), "a round of the scheduler failed");
        }
        let _ = tokio::time::timeout(pause, shutdown.cancelled()).await;
    }
    let _ = presence.await;
    tracing::info!("scheduler stopped");
}

/// One round: wakes the outbox, hands out due and lost tickets, reaps dead workers' jobs, fires due ticks. `fired`
/// remembers the slots of the timetable that are known to be fired, so that the database is asked once per slot.
async fn round(services: &Services, fired: &mut [Option<i64>]) -> domain::Result<()> {
    services.push(&[Ticket::Flush]).await;
    redrive(services).await?;
    let now = now();
    for (entry, fired) in TIMETABLE.iter().zip(fired) {
        let slot = slot(entry, now.timestamp());
        if *fired != Some(slot) {
            services.push(&timetable::fire(&services.store, entry, now).await?).await;
            *fired = Some(slot);
        }
    }
    Ok(())
}

async fn redrive(services: &Services) -> domain::Result<()> {
    // While the transport is down there is no use in handing out tickets; the leases keep.
    if !services.transports.port.is_up().await {
        return Ok(());
    }
    let mut wiped = services.transports.port.was_wiped().await;
    if wiped {
        tracing::info!("the transport came up empty: the tickets of all queued jobs are sent again");
    }
    loop {
        let tickets = jobs::redrive(&services.store, wiped).await?;
        services.push(&tickets).await;
        if tickets.len() < jobs::REDRIVE_BATCH {
            return Ok(());
        }
        wiped = false;
    }
}

fn slot(entry: &Entry, unix_seconds: i64) -> i64 {
    unix_seconds.div_euclid(entry.every_seconds)
}
