//! Removing a product for good, with its variants, stock and pictures. Carts lose it; orders keep their copies.

use entity::{image, product, stock_level, variant};
use sea_orm::sea_query::LockType;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::catalog::touch::touch;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Returns the storage keys of its pictures, for the caller to delete after the commit.
///
/// # Errors
/// `NotFound`.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<Vec<String>> {
    let variants = variant::Entity::find()
        .select_only()
        .column(variant::Column::Id)
        .filter(variant::Column::ProductId.eq(id))
        .into_query();
    // Stock before product, as everywhere.
    stock_level::Entity::find()
        .filter(stock_level::Column::VariantId.in_subquery(variants))
        .order_by_asc(stock_level::Column::VariantId)
        .lock(LockType::Update)
        .all(txn)
        .await?;
    let keys = image::Entity::find()
        .select_only()
        .column(image::Column::StorageKey)
        .filter(image::Column::ProductId.eq(id))
        .into_tuple()
        .all(txn)
        .await?;
    touch(txn, id).await?;
    let product =
        product::Entity::find_by_id(id).one(txn).await?.ok_or(Error::NotFound { what: "product" })?;
    product::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::ProductDelete, &product).await?;
    Ok(keys)
}
