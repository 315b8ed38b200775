//! Changing a promotion. Orders keep what they were given.

use entity::{promotion, promotion_redemption};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::check::check;
use super::create::code_taken;
use super::is_limited;
use super::terms::Terms;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// Puts new terms in the place of the old ones. What was used before counts against a limit that is new.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `code_taken`, `changed_meanwhile` when `seen` is another version.
pub async fn replace(txn: &Txn, id: Uuid, terms: Terms, seen: Option<i64>) -> Result<promotion::Model> {
    check(txn, &terms).await?;
    let before = lock(txn, id).await?;
    if seen.is_some_and(|seen| seen != before.version) {
        return Err(Error::conflict("changed_meanwhile", "somebody changed it meanwhile; look at it again"));
    }
    let mut after = terms.write(before.clone());
    if is_limited(&after) {
        let uses = promotion_redemption::Entity::find()
            .filter(promotion_redemption::Column::PromotionId.eq(id))
            .filter(promotion_redemption::Column::ReleasedAt.is_null())
            .count(txn)
            .await?;
        after.uses = i64::try_from(uses).unwrap_or(i64::MAX);
    }
    after.version = before.version + 1;
    after.updated_at = now();
    promotion::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(promotion::Column::Id.eq(id))
        .exec(txn)
        .await
        .map_err(code_taken)?;
    audit::changed(txn, Action::PromotionUpdate, &before, &after).await?;
    events::record(txn, &Event::PromotionChanged { promotion_id: id }, after.version).await?;
    Ok(after)
}

/// The promotion, locked until the transaction ends.
pub(super) async fn lock(txn: &Txn, id: Uuid) -> Result<promotion::Model> {
    promotion::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "promotion" })
}
