//! The scheduler: keeps the ledger moving and fires the timetable. It only ever enqueues.
//!
//! Any number may run: rows are taken with SKIP LOCKED and ticks have a unique key, so that nothing is done twice, and
//! one that dies is not missed as long as another runs. What it knows beyond the database only saves questions.

mod clock;
mod pause;
mod round;

use std::time::Duration;

use platform::Services;
use tokio_util::sync::CancellationToken;

use crate::pause::Pause;
use crate::round::Round;

/// A round that takes longer hangs: on a connection that is half open, or a lock that is never given.
const LONGEST_ROUND: Duration = Duration::from_secs(30);

/// How long a round that is under way may take to end when the scheduler is told to stop.
const GRACE: Duration = Duration::from_secs(5);

/// Runs until `shutdown`. While the database or the transport is away it asks ever more seldom, and goes on by itself
/// when they are back.
pub async fn schedule(services: Services, shutdown: CancellationToken) {
    let mut pause = Pause::new(Duration::from_millis(services.config.scheduler.redrive_millis));
    let presence = platform::presence::announce(services.store.clone(), "scheduler", shutdown.clone());
    let presence = tokio::spawn(presence);
    let mut round = Round::new(services);
    tracing::info!("scheduler started");
    while !shutdown.is_cancelled() {
        let outcome = tokio::select! {
            outcome = tokio::time::timeout(LONGEST_ROUND, round.run()) => outcome,
            // What is cut off is rolled back, or its tickets are sent again when they count as lost.
            () = stopping_for(GRACE, &shutdown) => break,
        };
        let wait = match outcome {
            Ok(Ok(())) => pause.after_success(),
            Ok(Err(error)) => {
                let wait = pause.after_failure();
                tracing::warn!(error = error.chain(), "a round failed; the next one is in {wait:?}");
                wait
            }
            Err(_) => {
                tracing::warn!("a round was given up after {LONGEST_ROUND:?}");
                pause.after_failure()
            }
        };
        let _ = tokio::time::timeout(wait, shutdown.cancelled()).await;
    }
    let _ = tokio::time::timeout(GRACE, presence).await;
    tracing::info!("scheduler stopped");
}

async fn stopping_for(grace: Duration, shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tokio::time::sleep(grace).await;
}
