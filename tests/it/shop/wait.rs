//! Waiting for something to be so, instead of for some time to pass.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// The longest that anything may take.
pub const LIMIT: Duration = Duration::from_secs(30);

/// Returns as soon as `is_so` says yes.
///
/// # Panics
/// When it does not within [`LIMIT`].
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        sleep(Duration::from_millis(5)).await;
    }
}
