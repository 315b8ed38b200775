//! Delivering something again, or now instead of later.

use entity::states::DeliveryState;
use entity::webhook_delivery;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::deliver::{job_key, new_job};
use super::disable::lock;
use super::find_delivery;
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::jobs::{self, Ticket};
use crate::store::Txn;

/// Delivers the same message under the same id with a fresh set of attempts. What waits for its next attempt is made
/// now. Returns the tickets to push.
///
/// # Errors
/// `Conflict` `endpoint_disabled` when the endpoint is switched off, `delivery_under_way` when it is being sent now.
pub async fn redeliver(txn: &Txn, delivery_id: Uuid) -> Result<Vec<Ticket>> {
    let endpoint = lock(txn, find_delivery(txn, delivery_id).await?.endpoint_id).await?;
    if !endpoint.enabled {
        return Err(Error::conflict("endpoint_disabled", "the endpoint is switched off; switch it on first"));
    }
    jobs::discard_by_keys(txn, [job_key(delivery_id)]).await?;
    let again = webhook_delivery::ActiveModel {
        state: Set(DeliveryState::Pending),
        finished_at: Set(None),
        ..Default::default()
    };
    webhook_delivery::Entity::update_many()
        .set(again)
        .filter(webhook_delivery::Column::Id.eq(delivery_id))
        .exec(txn)
        .await?;
    if jobs::has_key(txn, &job_key(delivery_id)).await? {
        return Err(Error::conflict("delivery_under_way", "it is being sent at this moment"));
    }
    audit::did(txn, Action::WebhookRedeliver, delivery_id, None, None).await?;
    jobs::enqueue_all(txn, vec![new_job(delivery_id)]).await
}
