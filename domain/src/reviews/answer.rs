//! The shop replies to a review.

use entity::review;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::find::find;
use super::write::announce;
use crate::audit::{self, Action};
use crate::catalog::next_version;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Longest reply, characters.
pub const ANSWER: usize = 2000;

/// Keeps the reply that stands below a review; `None` takes it away.
///
/// # Errors
/// `NotFound`; `Invalid`.
pub async fn answer(txn: &Txn, review_id: Uuid, answer: Option<String>) -> Result<review::Model> {
    let answer = answer.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if answer.as_ref().is_some_and(|text| {
        text.chars().count() > ANSWER || text.chars().any(|letter| letter != '\n' && letter.is_control())
    }) {
        return Err(Error::invalid("answer", "must be lines of at most 2000 characters in all"));
    }
    let known = find(txn, review_id).await?;
    let version = next_version(txn, known.product_id).await?;
    let before = find(txn, review_id).await?;
    let answered_at = answer.is_some().then(now);
    let after = review::Model { answer, answered_at, ..before.clone() };
    review::Entity::update_many()
        .set(review::ActiveModel {
            answer: Set(after.answer.clone()),
            answered_at: Set(answered_at),
            ..Default::default()
        })
        .filter(review::Column::Id.eq(review_id))
        .exec(txn)
        .await?;
    audit::changed(txn, Action::ReviewAnswer, &before, &after).await?;
    announce(txn, &after, version).await?;
    Ok(after)
}
