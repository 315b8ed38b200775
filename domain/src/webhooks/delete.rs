//! Removing an endpoint with its log.

use entity::webhook_endpoint;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::disable::{cancel_pending, lock, mail_key};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;
use crate::{jobs, outside};

/// Removes the endpoint and its log. What is still to be delivered to it is not delivered any more.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let row = lock(txn, id).await?;
    cancel_pending(txn, id, now()).await?;
    jobs::discard_by_keys(txn, [mail_key(id)]).await?;
    outside::forget(txn, &outside::of_endpoint(id)).await?;
    webhook_endpoint::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::WebhookDelete, &row).await
}
