//! Writes down what the gates have seen: a change of a breaker soon, and counts every few seconds if they changed.

use std::time::Duration;

use domain::Store;
use domain::outside::{self, Phase, Seen};
use futures_util::future::select_all;

use super::Gate;
use crate::presence;

/// Between two writings, however many calls are made.
const PAUSE: Duration = Duration::from_secs(2);

/// Never ends.
pub(super) async fn keep(store: Store, gates: Vec<Gate>) {
    let process = presence::of("outside", Vec::new(), 0).id;
    let mut written: Vec<Option<Seen>> = vec![None; gates.len()];
    loop {
        select_all(gates.iter().map(|gate| Box::pin(gate.changed()))).await;
        for (gate, written) in gates.iter().zip(&mut written) {
            let (provider, seen) = (gate.provider(), gate.seen());
            let openness = match seen.breaker {
                Phase::Closed => 0.0,
                Phase::HalfOpen => 0.5,
                Phase::Open => 1.0,
            };
            metrics::gauge!("penden_breaker_open", "provider" => provider).set(openness);
            if seen.calls + seen.put_off == 0 || written.as_ref() == Some(&seen) {
                continue;
            }
            match outside::note(&store, provider, &process, &seen).await {
                Ok(()) => *written = Some(seen),
                Err(error) => {
                    tracing::debug!(error = error.chain(), "the state of {provider} is not written down");
                }
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
