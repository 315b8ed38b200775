//! Staff decide whether everybody sees a review.

use entity::review;
use entity::states::ReviewState;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::find::find;
use super::write::announce;
use crate::audit::{self, Action};
use crate::catalog::next_version;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Publishes a review or takes it out of sight. `seen`: when what staff read of it was written, so that nothing is published
/// that was changed meanwhile.
///
/// # Errors
/// `NotFound`; `Conflict` `changed_meanwhile`. Deciding the same twice is fine.
pub async fn decide(
    txn: &Txn,
    review_id: Uuid,
    state: ReviewState,
    seen: Option<Timestamp>,
) -> Result<review::Model> {
    let known = find(txn, review_id).await?;
    let version = next_version(txn, known.product_id).await?;
    let before = find(txn, review_id).await?;
    if seen.is_some_and(|seen| seen != before.updated_at) {
        let detail = "the customer changed it meanwhile; read it again";
        return Err(Error::conflict("changed_meanwhile", detail));
    }
    let after = review::Model { state, ..before.clone() };
    review::Entity::update_many()
        .set(review::ActiveModel { state: Set(state), ..Default::default() })
        .filter(review::Column::Id.eq(review_id))
        .exec(txn)
        .await?;
    audit::changed(txn, Action::ReviewDecide, &before, &after).await?;
    announce(txn, &after, version).await?;
    Ok(after)
}
