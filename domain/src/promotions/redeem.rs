//! Using promotions: an order takes a use of each that applies, and gives it back when it comes to nothing unpaid.
//!
//! Rows of promotions are locked in the order of their ids, after the cart or the order and before stock.

use entity::{order, promotion, promotion_redemption};
use sea_orm::sea_query::{Condition, Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::applicable::{Shopper, used};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// A promotion that takes something off an order.
#[derive(Debug, Clone)]
pub struct Use {
    pub promotion_id: Uuid,
    pub name: String,
    pub code: Option<String>,
    pub amount_minor: i64,
    pub is_limited: bool,
    pub per_customer: Option<i64>,
}

/// Notes that the order uses these. The caller writes the order itself beforehand.
///
/// # Errors
/// `Conflict` `promotion_used_up` when somebody else was faster; nothing is used then (the caller rolls back).
pub async fn redeem(txn: &Txn, order: &order::Model, mut uses: Vec<Use>) -> Result<()> {
    if uses.is_empty() {
        return Ok(());
    }
    uses.sort_unstable_by_key(|one| one.promotion_id);
    let shopper = Shopper { user_id: order.user_id, email: Some(order.email.clone()) };
    for one in uses.iter().filter(|one| one.is_limited) {
        take(txn, one, &shopper).await?;
    }
    let now = now();
    let rows = uses.into_iter().map(|one| promotion_redemption::ActiveModel {
        id: Set(Uuid::now_v7()),
        promotion_id: Set(one.promotion_id),
        order_id: Set(order.id),
        user_id: Set(order.user_id),
        email: Set(order.email.clone()),
        code: Set(one.code),
        amount_minor: Set(one.amount_minor),
        currency: Set(order.currency.clone()),
        created_at: Set(now),
        released_at: Set(None),
    });
    promotion_redemption::Entity::insert_many(rows).exec_without_returning(txn).await?;
    Ok(())
}

/// Takes a use under the lock of the promotion's row, so that others who want the last one queue behind.
async fn take(txn: &Txn, one: &Use, shopper: &Shopper) -> Result<()> {
    use promotion::Column;
    let used_up = || {
        let detail = format!("{} has been used as often as it may be; look at the cart again", one.name);
        Error::conflict("promotion_used_up", detail)
    };
    let room = Condition::any()
        .add(Column::MaxUses.is_null())
        .add(Expr::col(Column::Uses).lt(Expr::col(Column::MaxUses)));
    let taken = promotion::Entity::update_many()
        .col_expr(Column::Uses, Expr::col(Column::Uses).add(1))
        .filter(Column::Id.eq(one.promotion_id))
        .filter(Column::Enabled.eq(true))
        .filter(room)
        .exec(txn)
        .await?;
    if taken.rows_affected == 0 {
        return Err(used_up());
    }
    if let (Some(most), Some(own)) = (one.per_customer, shopper.uses()) {
        let used = used(txn, vec![one.promotion_id], own).await?;
        if used.values().sum::<i64>() >= most {
            return Err(used_up());
        }
    }
    Ok(())
}

/// Gives back what the locked order used: it will not be paid.
pub async fn release(txn: &Txn, order_id: Uuid) -> Result<()> {
    use promotion_redemption::Column;
    let given_back = promotion_redemption::Entity::update_many()
        .set(promotion_redemption::ActiveModel { released_at: Set(Some(now())), ..Default::default() })
        .filter(Column::OrderId.eq(order_id))
        .filter(Column::ReleasedAt.is_null())
        .exec_with_returning(txn)
        .await?;
    count(txn, &given_back, -1).await
}

/// Uses again what the locked order had given back: its money came after all. The price was promised, so a limit that was
/// reached meanwhile does not stand against it.
pub async fn retake(txn: &Txn, order_id: Uuid) -> Result<()> {
    use promotion_redemption::Column;
    let retaken = promotion_redemption::Entity::update_many()
        .set(promotion_redemption::ActiveModel { released_at: Set(None), ..Default::default() })
        .filter(Column::OrderId.eq(order_id))
        .filter(Column::ReleasedAt.is_not_null())
        .exec_with_returning(txn)
        .await?;
    count(txn, &retaken, 1).await
}

/// Adds to the uses of promotions that are counted.
async fn count(txn: &Txn, redemptions: &[promotion_redemption::Model], by: i64) -> Result<()> {
    use promotion::Column;
    let mut ids: Vec<Uuid> = redemptions.iter().map(|row| row.promotion_id).collect();
    ids.sort_unstable();
    for id in ids {
        let limited = Condition::any()
            .add(Column::MaxUses.is_not_null())
            .add(Column::MaxUsesPerCustomer.is_not_null())
            .add(Column::FirstOrder.eq(true));
        promotion::Entity::update_many()
            .col_expr(Column::Uses, Expr::col(Column::Uses).add(by))
            .filter(Column::Id.eq(id))
            .filter(Expr::col(Column::Uses).add(by).gte(0))
            .filter(limited)
            .exec(txn)
            .await?;
    }
    Ok(())
}
