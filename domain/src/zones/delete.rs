//! Deleting a zone that no shipping method names.

use entity::{shipping_method, zone};
use sea_orm::EntityTrait;
use serde_json::Value;
use uuid::Uuid;

use super::save::lock;
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `NotFound`; Conflict `zone_in_use`.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let row = lock(txn, id).await?;
    let own = Value::from(id.to_string());
    let methods = shipping_method::Entity::find().all(txn).await?;
    let names_it = |method: &shipping_method::Model| {
        method.zone_ids.as_array().is_some_and(|zones| zones.contains(&own))
    };
    if let Some(method) = methods.iter().find(|method| names_it(method)) {
        let detail = format!("the shipping method {} is for this zone; change that first", method.code);
        return Err(Error::conflict("zone_in_use", detail));
    }
    zone::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::ZoneDelete, &row).await?;
    events::record(txn, &Event::ZoneChanged { zone_id: id }, row.version + 1).await
}
