//! Removing a brand that no product has.

use entity::states::SlugKind;
use entity::{brand, product};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::catalog::former_slugs;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `NotFound`; Conflict `brand_in_use` while products have it.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let brand = brand::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "brand" })?;
    let of_it = || product::Column::BrandId.eq(id);
    let products = product::Entity::find()
        .filter(of_it())
        .filter(product::Column::DeletedAt.is_null())
        .count(txn)
        .await?;
    if products > 0 {
        return Err(Error::conflict(
            "brand_in_use",
            format!("{products} products have it; give them another one first"),
        ));
    }
    // Deleted products come back without it.
    product::Entity::update_many()
        .set(product::ActiveModel { brand_id: Set(None), ..Default::default() })
        .filter(of_it())
        .exec(txn)
        .await?;
    former_slugs::gone(txn, SlugKind::Brand, id).await?;
    brand::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::BrandDelete, &brand).await?;
    events::record(txn, &Event::BrandChanged { brand_id: id }, brand.version + 1).await
}
