//! Which queues are paused, looked up every second.

use std::time::Duration;

use domain::Store;
use domain::jobs::{self, Queue};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

const EVERY: Duration = Duration::from_millis(500);

/// Follows the pauses until nobody listens any more. What cannot be looked up stays as it was; the claim asks anyway.
pub async fn follow(store: Store, paused: watch::Sender<Vec<Queue>>) {
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while !paused.is_closed() {
        ticks.tick().await;
        match jobs::pauses(store.read()).await {
            Ok(rows) => {
                let now: Vec<Queue> = rows.iter().filter_map(|row| Queue::named(&row.queue)).collect();
                paused.send_if_modified(|known| {
                    let is_new = *known != now;
                    *known = now;
                    is_new
                });
            }
            Err(error) => tracing::debug!(error = error.chain(), "the pauses could not be looked up"),
        }
    }
}
