//! Telling the fleet that this process is there: a row that is refreshed every few seconds.

use std::time::Duration;

use domain::Store;
use domain::jobs::{Presence, Queue, processes};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

/// The name of this machine, without colons, which part the names of processes.
pub fn host() -> String {
    gethostname::gethostname().to_string_lossy().replace(':', "-")
}

/// A presence of this process in that role. One process may have several, as `penden serve` does.
pub fn of(role: &'static str, queues: Vec<Queue>, concurrency: usize) -> Presence {
    Presence::new(role, &host(), queues, concurrency)
}

/// Keeps an api or a scheduler on the list of processes until `shutdown`. Workers do so themselves, since theirs tells
/// how busy they are.
pub async fn announce(store: Store, role: &'static str, shutdown: CancellationToken) {
    let presence = of(role, Vec::new(), 0);
    while !shutdown.is_cancelled() {
        if let Err(error) = processes::beat(&store, &presence, 0, false).await {
            tracing::debug!(error = error.chain(), "the list of processes was not reached");
        }
        let _ = tokio::time::timeout(EVERY, shutdown.cancelled()).await;
    }
    if let Err(error) = processes::leave(&store, &presence).await {
        tracing::debug!(error = error.chain(), "the list of processes was not reached");
    }
}
