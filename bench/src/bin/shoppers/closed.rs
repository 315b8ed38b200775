//! The closed loop: as many checkouts at any moment as there are clients.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bench::Client;
use tokio::task::JoinSet;

use crate::shopper;
use crate::tally::Tally;

/// Lets `clients` shop until `length` has passed; what was begun by then is finished and counts.
pub async fn run(
    client: &Client,
    variants: &Arc<[String]>,
    clients: usize,
    length: Duration,
) -> anyhow::Result<Tally> {
    let begun = Instant::now();
    let mut running = JoinSet::new();
    for _ in 0..clients {
        let (client, variants) = (client.clone(), variants.clone());
        running.spawn(async move {
            let mut tally = Tally::default();
            while begun.elapsed() < length {
                tally.add(shopper::buy(&client, &variants).await);
            }
            tally
        });
    }
    let mut total = Tally::default();
    while let Some(tally) = running.join_next().await {
        total.merge(tally?);
    }
    total.took = begun.elapsed();
    Ok(total)
}
