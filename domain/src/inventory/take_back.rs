//! Single units of what was sold come back into stock.

use entity::states::{MovementReason, ReservationState};
use entity::{reservation, stock_level};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::hold::{availability_changed, record_movements};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Puts units of variants that were sold to the order back into stock, and takes them off what a later cancelling would
/// put back. The variants must be in ascending order.
///
/// # Errors
/// `Conflict` `not_sold` when that many were not sold to it, or are back already.
pub async fn take_back(txn: &Txn, order_id: Uuid, units: &[(Uuid, i64)]) -> Result<()> {
    let (mut taken, mut is_back) = (Vec::new(), Vec::new());
    for (variant_id, quantity) in units {
        let row = reservation::Entity::update_many()
            .col_expr(reservation::Column::Quantity, Expr::col(reservation::Column::Quantity).sub(*quantity))
            .set(reservation::ActiveModel { updated_at: Set(now()), ..Default::default() })
            .filter(reservation::Column::OrderId.eq(order_id))
            .filter(reservation::Column::VariantId.eq(*variant_id))
            .filter(reservation::Column::State.eq(ReservationState::Committed))
            .filter(reservation::Column::Quantity.gte(*quantity))
            .exec_with_returning(txn)
            .await?
            .pop();
        let row = row.ok_or_else(|| {
            Error::conflict("not_sold", "these units cannot be put into stock: they are back already")
        })?;
        let level = stock_level::Entity::update_many()
            .col_expr(stock_level::Column::OnHand, Expr::col(stock_level::Column::OnHand).add(*quantity))
            .filter(stock_level::Column::VariantId.eq(*variant_id))
            .exec_with_returning(txn)
            .await?
            .pop();
        if level.is_some_and(|level| level.on_hand - level.reserved == *quantity) {
            is_back.push(*variant_id);
        }
        taken.push(reservation::Model { quantity: *quantity, ..row });
    }
    availability_changed(txn, &is_back).await?;
    record_movements(txn, &taken, MovementReason::Return).await
}
