//! What comes into stock, by whatever way, goes to those who wait for it before it is for sale. Called with the stock levels
//! locked; the rows of the orders that wait are changed under that lock, not theirs.

use entity::states::MovementReason;
use entity::{backorder, backorder_policy, stock_level};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::beyond::{explain, owe, shift};
use crate::error::Result;
use crate::store::Txn;

/// Promises that are read at once.
const AT_ONCE: u64 = 500;

/// What is free of these variants goes to those who wait for it, the oldest first. Returns those of which something went,
/// since more of them can be promised now.
pub(crate) async fn assign(txn: &Txn, variants: &[Uuid]) -> Result<Vec<Uuid>> {
    let mut went = Vec::new();
    if variants.is_empty() {
        return Ok(went);
    }
    let owing = backorder_policy::Entity::find()
        .filter(backorder_policy::Column::VariantId.is_in(variants.iter().copied()))
        .filter(backorder_policy::Column::Owed.gt(0))
        .order_by_asc(backorder_policy::Column::VariantId);
    for policy in owing.all(txn).await? {
        if deal(txn, policy.variant_id).await? > 0 {
            went.push(policy.variant_id);
        }
    }
    Ok(went)
}

/// Returns how many units went.
async fn deal(txn: &Txn, variant_id: Uuid) -> Result<i64> {
    let level = stock_level::Entity::find_by_id(variant_id).one(txn).await?;
    let free = level.map_or(0, |level| level.on_hand - level.reserved);
    let (mut sold, mut reserved, mut movements) = (0, 0, Vec::new());
    while sold + reserved < free {
        let waiting = backorder::Entity::find()
            .filter(backorder::Column::VariantId.eq(variant_id))
            .filter(backorder::Column::Owed.gt(0))
            .order_by_asc(backorder::Column::Id)
            .limit(AT_ONCE)
            .all(txn)
            .await?;
        if waiting.is_empty() {
            break;
        }
        for row in waiting {
            let units = row.owed.min(free - sold - reserved);
            if units == 0 {
                break;
            }
            let dealt = backorder::ActiveModel {
                owed: Set(row.owed - units),
                assigned: Set(row.assigned + units),
                ..Default::default()
            };
            backorder::Entity::update_many()
                .set(dealt)
                .filter(backorder::Column::Id.eq(row.id))
                .exec(txn)
                .await?;
            if row.sold {
                sold += units;
                movements.push((row.order_id, variant_id, -units));
            } else {
                reserved += units;
            }
        }
    }
    if sold + reserved > 0 {
        owe(txn, variant_id, -(sold + reserved)).await?;
        shift(txn, variant_id, -sold, reserved).await?;
        explain(txn, movements.into_iter(), MovementReason::Sale).await?;
    }
    Ok(sold + reserved)
}
