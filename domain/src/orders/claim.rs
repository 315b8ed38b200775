//! What somebody ordered as a guest becomes theirs, once the address that the orders name is proven to be theirs.

use entity::order;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::transition::{bump, lock_all};
use crate::accounts;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::store::Txn;

/// Orders that one call makes somebody's, at most.
const AT_ONCE: u64 = 200;

/// Makes up to 200 guests' orders that name the user's confirmed address the user's, and returns how many there were.
///
/// # Errors
/// `NotFound`; Refused `email_not_verified`.
pub async fn claim(txn: &Txn, user_id: Uuid) -> Result<u64> {
    let user = accounts::profile(txn, user_id).await?;
    if user.email_verified_at.is_none() {
        return Err(Error::refused("email_not_verified", "confirm your e-mail address first"));
    }
    let ids: Vec<Uuid> = order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .filter(order::Column::Email.eq(user.email.as_str()))
        .filter(order::Column::UserId.is_null())
        .order_by_asc(order::Column::Id)
        .limit(AT_ONCE)
        .into_tuple()
        .all(txn)
        .await?;
    let mut claimed = 0;
    // Looked at again under their locks: somebody else may have been faster.
    for mut order in lock_all(txn, ids).await?.into_iter().filter(|order| order.user_id.is_none()) {
        order.user_id = Some(user_id);
        let event = Event::OrderClaimed { order_id: order.id, user_id };
        bump(txn, &mut order, &event).await?;
        claimed += 1;
    }
    Ok(claimed)
}
