//! The worker's heartbeat: extends the leases of what runs, and tells the fleet that the worker lives.
//!
//! Every run lets go of its job before the lease ends, whatever the database does: when no heartbeat gets through, all
//! runs are cut off, because another worker is about to begin them anew.

use std::time::Duration;

use domain::jobs::{self, Presence, processes};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

use crate::context::Context;

/// Heartbeats in the time of one lease. A run lets go when all but the last of them have failed, so that its last steps
/// are over when another worker begins.
const BEATS: u32 = 5;
const WATCH: Duration = Duration::from_millis(100);
/// How often the list of processes hears of this one.
const PRESENT: Duration = Duration::from_secs(3);

/// Beats until the returned set is dropped. Without a `presence` the fleet is not told; with one, `quiet` says whether
/// the worker takes no more jobs.
pub fn start(context: &Context, presence: Option<Presence>, quiet: CancellationToken) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    tasks.spawn(extend(context.clone()));
    tasks.spawn(watch(context.clone()));
    if let Some(presence) = presence {
        tasks.spawn(present(context.clone(), presence, quiet));
    }
    tasks
}

/// Extends the leases of all runs every few seconds.
async fn extend(context: Context) {
    let mut ticks = interval(context.lease / BEATS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        extend_once(&context).await;
    }
}

async fn extend_once(context: &Context) {
    let claims = context.running.claims();
    let asked = Instant::now();
    let extended = jobs::extend_leases(&context.services.store, &claims, context.lease);
    // One that takes longer is given up for the next.
    match timeout(context.lease / BEATS, extended).await {
        Ok(Ok(held)) => context.running.extended(&claims, &held, asked),
        Ok(Err(error)) => {
            tracing::warn!(error = error.chain(), "the leases of {} jobs were not extended", claims.len())
        }
        Err(_) => tracing::warn!("the leases of {} jobs were not extended in time", claims.len()),
    }
}

async fn present(context: Context, presence: Presence, quiet: CancellationToken) {
    let mut ticks = interval(PRESENT);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let (store, busy) = (&context.services.store, context.running.len());
        let beat = processes::beat(store, &presence, busy, quiet.is_cancelled());
        if !matches!(timeout(PRESENT, beat).await, Ok(Ok(()))) {
            tracing::debug!("the list of processes was not reached");
        }
    }
}

/// Cuts runs off whose lease is about to end. Asks nobody, so that nothing can hold it up.
async fn watch(context: Context) {
    let mut ticks = interval(WATCH);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let cut = context.running.let_go(context.lease / BEATS);
        if cut > 0 {
            metrics::counter!("penden_leases_lost_total").increment(cut as u64);
            tracing::warn!("{cut} runs are cut off: their leases could not be extended");
        }
    }
}
