//! Writes down what the gates have seen: a change of a breaker soon, and counts every few seconds if they changed. While
//! a breaker is not closed, its row is kept fresh, and it is looked there whether an operator wants it closed.

use std::time::{Duration, Instant};

use domain::outside::{self, Phase, SILENT_AFTER, Seen};
use domain::{Result, Store};
use futures_util::future::select_all;

use super::Gate;
use crate::presence;

/// Between two writings, however many calls are made; and between two looks for the wishes of operators.
const PAUSE: Duration = Duration::from_secs(2);

/// What was written of a gate, and when.
type Written = Option<(Seen, Instant)>;

/// Never ends.
pub(super) async fn keep(store: Store, gates: Vec<Gate>) {
    let process = presence::of("outside", Vec::new(), 0).id;
    let mut written: Vec<Written> = vec![None; gates.len()];
    loop {
        let changed = select_all(gates.iter().map(|gate| Box::pin(gate.changed())));
        if written.iter().flatten().all(|(seen, _)| seen.breaker == Phase::Closed) {
            changed.await;
        } else {
            let _ = tokio::time::timeout(PAUSE, changed).await;
        }
        for (gate, written) in gates.iter().zip(&mut written) {
            if let Err(error) = look(&store, &process, gate, written).await {
                let provider = gate.provider();
                tracing::debug!(error = error.chain(), "the state of {provider} is not written down");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn look(store: &Store, process: &str, gate: &Gate, written: &mut Written) -> Result<()> {
    let provider = gate.provider();
    let was_closed = written.as_ref().is_none_or(|(seen, _)| seen.breaker == Phase::Closed);
    // Taken as well when it has closed by itself meanwhile: the wish is fulfilled then.
    if !was_closed && outside::take_close(store, provider, process).await? {
        tracing::warn!(provider, "calls to {provider} are let through again because an operator wants it");
        gate.close();
    }
    let seen = gate.seen();
    let openness = match seen.breaker {
        Phase::Closed => 0.0,
        Phase::HalfOpen => 0.5,
        Phase::Open => 1.0,
    };
    metrics::gauge!("penden_breaker_open", "provider" => provider).set(openness);
    if seen.calls + seen.put_off == 0 {
        return Ok(());
    }
    let is_fresh = |at: &Instant| seen.breaker == Phase::Closed || at.elapsed() < SILENT_AFTER / 4;
    if written.as_ref().is_some_and(|(before, at)| *before == seen && is_fresh(at)) {
        return Ok(());
    }
    outside::note(store, provider, process, &seen).await?;
    *written = Some((seen, Instant::now()));
    Ok(())
}
