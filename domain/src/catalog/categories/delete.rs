//! Removing a category that nothing is in.

use entity::states::SlugKind;
use entity::{category, product};
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::catalog::former_slugs;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `NotFound`; Conflict `category_in_use` while there are categories or products in it.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let category = category::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "category" })?;
    let children = category::Entity::find().filter(category::Column::ParentId.eq(id)).count(txn).await?;
    let of_it = || product::Column::CategoryId.eq(id);
    let products = product::Entity::find()
        .filter(of_it())
        .filter(product::Column::DeletedAt.is_null())
        .count(txn)
        .await?;
    if children + products > 0 {
        return Err(Error::conflict(
            "category_in_use",
            format!("there are {children} categories and {products} products in it; move them first"),
        ));
    }
    // Deleted products come back without it.
    product::Entity::update_many()
        .set(product::ActiveModel { category_id: Set(None), ..Default::default() })
        .filter(of_it())
        .exec(txn)
        .await?;
    former_slugs::gone(txn, SlugKind::Category, id).await?;
    category::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::CategoryDelete, &category).await?;
    events::record(txn, &Event::CategoryChanged { category_id: id }, category.version + 1).await
}
