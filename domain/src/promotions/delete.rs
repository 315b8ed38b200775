//! Deleting a promotion that was never used. One that was is switched off instead, since orders name it.

use entity::{promotion, promotion_redemption};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::replace::lock;
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `NotFound`; Conflict `promotion_used`.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let row = lock(txn, id).await?;
    let of_it = promotion_redemption::Column::PromotionId.eq(id);
    if promotion_redemption::Entity::find().filter(of_it).one(txn).await?.is_some() {
        let detail = "orders have used this promotion; switch it off instead";
        return Err(Error::conflict("promotion_used", detail));
    }
    promotion::Entity::delete_by_id(id).exec(txn).await?;
    audit::deleted(txn, Action::PromotionDelete, &row).await?;
    events::record(txn, &Event::PromotionChanged { promotion_id: id }, row.version + 1).await
}
