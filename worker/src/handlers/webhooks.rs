//! Webhooks to merchants: from an event to deliveries, and one attempt of a delivery.

use std::time::Duration;

use domain::jobs::{self, Claimed};
use domain::webhooks::{self, Verdict};
use domain::{Error, Result};
use platform::Services;
use uuid::Uuid;

use super::Done;

/// The longest wait that a receiver may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3600);

/// Opens a delivery for each endpoint that wants the event.
pub async fn fan_out(services: &Services, claimed: &Claimed, event_id: Uuid) -> Result<Done> {
    let store = &services.store;
    let plan = webhooks::plan(store.read(), event_id).await?;
    let tickets = jobs::complete(store, claimed, async |txn| webhooks::open(txn, &plan).await).await?;
    services.push(&tickets).await;
    Ok(Done::Committed)
}

/// Makes one attempt and writes it into the log. An attempt that is not recorded, because the process died, is made
/// again under the same id.
pub async fn deliver(services: &Services, claimed: &Claimed, delivery_id: Uuid) -> Result<Done> {
    let store = &services.store;
    let Some(dispatch) = webhooks::begin(store.read(), delivery_id).await? else {
        return Ok(Done::Harmless);
    };
    let attempt = services.webhooks.send(&dispatch.message).await?;
    let outcome = if attempt.succeeded() { "succeeded" } else { "failed" };
    metrics::counter!("penden_webhook_attempts_total", "outcome" => outcome).increment(1);
    metrics::histogram!("penden_webhook_seconds").record(attempt.took.as_secs_f64());
    let is_last = claimed.attempt >= claimed.max_attempts;
    let record = async |txn: &_| webhooks::record(txn, &dispatch, &attempt, is_last).await;
    match store.write(record).await? {
        Verdict::Over(tickets) => {
            services.push(&tickets).await;
            Ok(Done::Harmless)
        }
        Verdict::Again => {
            // Whoever asks for years is asked again tomorrow.
            let wait = attempt.retry_after.map(|wait| wait.min(LONGEST_WAIT));
            Err(Error::unavailable_for("the receiver of the webhook", attempt.problem(), wait))
        }
    }
}
