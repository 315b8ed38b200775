//! Drafts for staff.

use domain::drafts::{self, Outcome};
use domain::jobs::{self, Claimed};
use domain::{Error, Result};
use platform::Services;
use uuid::Uuid;

use super::Done;

/// Asks a model and keeps what it drafts, or why it did not. A run that is repeated asks again, and keeps one draft.
pub async fn write(services: &Services, claimed: &Claimed, draft_id: Uuid) -> Result<Done> {
    let shop = services.shop();
    let composed = drafts::compose(&services.store, &services.models, &shop, draft_id).await;
    let outcome = match composed {
        Ok(Some(outcome)) => outcome,
        // Somebody rejected it meanwhile.
        Ok(None) => return Ok(Done::Harmless),
        Err(Error::Unavailable { .. }) if claimed.attempt >= claimed.max_attempts => {
            Outcome::Failed { code: "model_unavailable".to_owned() }
        }
        Err(error) => return Err(error),
    };
    jobs::complete(&services.store, claimed, async |txn| drafts::record(txn, draft_id, outcome).await)
        .await?;
    Ok(Done::Committed)
}
