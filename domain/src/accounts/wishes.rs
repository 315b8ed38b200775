//! What a customer keeps in mind: products, newest first. A product that shoppers do not see any more is not listed, and is
//! there again when it is.

use entity::wish;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::staff::lock;
use crate::catalog::products::{ProductSummary, require_visible, summaries_of};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Products that one customer keeps in mind, at most.
pub const MOST: u64 = 200;

/// All that shoppers see of it, newest first. At most six queries.
pub async fn list(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<ProductSummary>> {
    let rows = wish::Entity::find()
        .filter(wish::Column::UserId.eq(user_id))
        .order_by_desc(wish::Column::CreatedAt)
        .order_by_desc(wish::Column::ProductId)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.into_iter().map(|row| row.product_id).collect();
    summaries_of(db, &ids).await
}

/// Keeps the product in mind; once more changes nothing.
///
/// # Errors
/// `NotFound` for what shoppers do not see; Refused `too_many_wishes`.
pub async fn keep(txn: &Txn, user_id: Uuid, product_id: Uuid) -> Result<()> {
    require_visible(txn, product_id).await?;
    lock(txn, user_id).await?;
    let kept = wish::Entity::find().filter(wish::Column::UserId.eq(user_id)).count(txn).await?;
    if kept >= MOST {
        let detail = format!("a wishlist has at most {MOST} products; take one off first");
        return Err(Error::refused("too_many_wishes", detail));
    }
    let row =
        wish::ActiveModel { user_id: Set(user_id), product_id: Set(product_id), created_at: Set(now()) };
    let known = OnConflict::columns([wish::Column::UserId, wish::Column::ProductId]).do_nothing().to_owned();
    wish::Entity::insert(row).on_conflict(known).exec_without_returning(txn).await?;
    Ok(())
}

/// Forgets it; what was not there is gone as well.
pub async fn forget(txn: &Txn, user_id: Uuid, product_id: Uuid) -> Result<()> {
    wish::Entity::delete_by_id((user_id, product_id)).exec(txn).await?;
    Ok(())
}
