//! The open loop: checkouts begin at a steady beat. A shop that is too slow piles them up; it does not slow the beat down.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::ensure;
use bench::Client;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use crate::shopper;
use crate::tally::Tally;

/// Begins `rate` checkouts a second for `length` and waits for all of them.
pub async fn run(
    client: &Client,
    variants: &Arc<[String]>,
    rate: u32,
    length: Duration,
) -> anyhow::Result<Tally> {
    ensure!(rate > 0, "a rate of 0 never begins");
    let mut beat = interval(Duration::from_secs(1) / rate);
    // A driver that was held up catches up.
    beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let begun = Instant::now();
    let mut running = JoinSet::new();
    while begun.elapsed() < length {
        beat.tick().await;
        let (client, variants) = (client.clone(), variants.clone());
        running.spawn(async move { shopper::buy(&client, &variants).await });
    }
    let mut total = Tally::default();
    while let Some(result) = running.join_next().await {
        total.add(result?);
    }
    total.took = begun.elapsed();
    Ok(total)
}
