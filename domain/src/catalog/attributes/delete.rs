//! Removing an attribute that no product has.

use entity::{attribute, product_option, product_value};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `NotFound`; Conflict `attribute_in_use` while products have values of it or options by it, deleted ones too: they may
/// come back.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let row = attribute::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "attribute" })?;
    let values =
        product_value::Entity::find().filter(product_value::Column::AttributeId.eq(id)).count(txn).await?;
    let options =
        product_option::Entity::find().filter(product_option::Column::AttributeId.eq(id)).count(txn).await?;
    if values + options > 0 {
        return Err(Error::conflict(
            "attribute_in_use",
            format!("products have {values} values of it and {options} of them options by it"),
        ));
    }
    attribute::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::AttributeDelete, &row).await?;
    events::record(txn, &Event::AttributeChanged { attribute_id: id }, row.version + 1).await
}
