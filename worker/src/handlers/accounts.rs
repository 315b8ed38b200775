//! What customers want of their accounts.

use domain::accounts::own_data;
use domain::jobs::{self, Claimed};
use domain::{Class, Result};
use platform::Services;
use uuid::Uuid;

use super::Done;

/// Gathers all that is kept about a customer. Each run writes a file of its own; that of the run that completes the job
/// counts, and the others go with it.
pub async fn write_data(services: &Services, claimed: &Claimed, export_id: Uuid) -> Result<Done> {
    let (store, storage) = (&services.store, services.storage.as_ref());
    match own_data::write(store, storage, export_id, claimed.generation).await {
        Ok(None) => Ok(Done::Harmless),
        Ok(Some(written)) => {
            jobs::complete(store, claimed, async |txn| own_data::ready(txn, export_id, &written).await)
                .await?;
            Ok(Done::Committed)
        }
        Err(error) => {
            // The job dies, where operators see it; the customer sees that too, and may ask again.
            if error.class() == Class::Refuse || claimed.attempt >= claimed.max_attempts {
                own_data::fail(store, export_id).await?;
            }
            Err(error)
        }
    }
}
