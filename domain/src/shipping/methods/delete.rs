//! Deleting a shipping method. Orders keep its name and price.

use entity::shipping_method;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::save::lock;
use crate::audit::{self, Action};
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `NotFound`.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let row = lock(txn, id).await?;
    shipping_method::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::ShippingMethodDelete, &row).await?;
    events::record(txn, &Event::ShippingMethodChanged { method_id: id }, row.version + 1).await
}
