//! Removing a variant and its stock. Carts lose it; orders keep their copies.

use entity::{product, stock_level, variant};
use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

use super::find;
use crate::audit::{self, Action};
use crate::catalog::touch::{lock, refresh};
use crate::error::Result;
use crate::inventory;
use crate::store::Txn;

/// # Errors
/// `NotFound`; `Conflict` `part_of_bundle`.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    // Stock before product, as everywhere.
    stock_level::Entity::find_by_id(id).lock(LockType::Update).one(txn).await?;
    inventory::require_no_part(txn, id).await?;
    let product = lock(txn, find(txn, id).await?.product_id).await?;
    let variant = find(txn, id).await?;
    variant::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::VariantDelete, &variant).await?;
    refresh(txn, &product, product::ActiveModel::default()).await?;
    Ok(())
}
