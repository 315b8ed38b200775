//! The job behind the wake-up call: publish the outbox, and hand out tickets for what follows from it.

use domain::events;
use platform::Services;

/// Flushes until nothing is left. What fails here is done by the scheduler's next wake-up call.
pub async fn flush(services: &Services) {
    loop {
        match events::flush(&services.store).await {
            Ok((published, tickets)) => {
                services.push(&tickets).await;
                if (published as u64) < events::FLUSH_BATCH {
                    return;
                }
            }
            Err(error) => {
                tracing::warn!(error = error.chain(), "the outbox could not be flushed");
                return;
            }
        }
    }
}
