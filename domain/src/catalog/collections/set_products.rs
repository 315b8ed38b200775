//! Which products are in a collection that is filled by hand, in their order.

use entity::{collection, collection_item};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::update::{lock, save};
use crate::audit::{self, Action};
use crate::catalog::limits::{self, Violations};
use crate::catalog::related::check_ids;
use crate::error::{Error, Result};
use crate::store::Txn;

/// All of them, in their order; none of a collection by rule. Deleted and unpublished ones too: they come back.
pub async fn product_ids(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Uuid>> {
    let items = collection_item::Entity::find()
        .filter(collection_item::Column::CollectionId.eq(id))
        .order_by_asc(collection_item::Column::Position)
        .all(db)
        .await?;
    Ok(items.into_iter().map(|item| item.product_id).collect())
}

/// These and no others. What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; Conflict `filled_by_rule`; `Invalid` (`product_ids`).
pub async fn set_products(txn: &Txn, id: Uuid, products: &[Uuid]) -> Result<collection::Model> {
    let row = lock(txn, id).await?;
    if row.rule.is_some() {
        return Err(Error::conflict("filled_by_rule", "its rule says which products are in it; change that"));
    }
    let mut violations = Violations::default();
    check_ids(txn, &mut violations, products, limits::COLLECTION).await?;
    violations.into_result()?;
    let before = product_ids(txn, id).await?;
    let facts = |ids: &[Uuid]| Some(json!({ "products": ids }));
    audit::did(txn, Action::CollectionFill, id, facts(&before), facts(products)).await?;
    if before == products {
        return Ok(row);
    }
    collection_item::Entity::delete_many()
        .filter(collection_item::Column::CollectionId.eq(id))
        .exec(txn)
        .await?;
    let item = |(position, product_id): (i32, &Uuid)| collection_item::ActiveModel {
        collection_id: Set(id),
        product_id: Set(*product_id),
        position: Set(position),
    };
    let items: Vec<_> = (0..).zip(products).map(item).collect();
    if !items.is_empty() {
        collection_item::Entity::insert_many(items).exec_without_returning(txn).await?;
    }
    save(txn, &row, collection::ActiveModel::default()).await
}
