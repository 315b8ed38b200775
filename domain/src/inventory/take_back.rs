//! Single units of what was sold come back into stock, or never came and are given up.

use std::collections::HashMap;

use entity::states::{MovementReason, ReservationState};
use entity::{reservation, stock_level};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::arrivals;
use super::beyond;
use super::hold::{availability_changed, record_movements};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Units of a variant that an order is given the money back for.
#[derive(Debug, Clone, Copy)]
pub struct GivenUp {
    pub variant_id: Uuid,
    /// Not sent yet; they will not be.
    pub cancelled: i64,
    /// To be put back into stock.
    pub restocked: i64,
}

/// Ends the promise of those that never came, and puts the others back into stock, as [`take_back`] does. Each variant is
/// named once. Returns how many units of each were put there: what never came cannot be.
///
/// # Errors
/// As [`take_back`].
pub async fn give_up_units(txn: &Txn, order_id: Uuid, units: &[GivenUp]) -> Result<HashMap<Uuid, i64>> {
    let cancelled: Vec<(Uuid, i64)> = units.iter().map(|one| (one.variant_id, one.cancelled)).collect();
    let forgiven = beyond::forgive(txn, order_id, &cancelled).await?;
    let came = |one: &GivenUp| one.restocked - forgiven.get(&one.variant_id).copied().unwrap_or_default();
    let mut restocked: Vec<(Uuid, i64)> = units.iter().map(|one| (one.variant_id, came(one))).collect();
    restocked.retain(|(_, units)| *units > 0);
    restocked.sort_unstable();
    put_back(txn, order_id, &restocked, forgiven.into_keys().collect()).await?;
    Ok(restocked.into_iter().collect())
}

/// Puts units of variants that were sold to the order back into stock, and takes them off what a later cancelling would
/// put back. The variants must be in ascending order.
///
/// # Errors
/// `Conflict` `not_sold` when that many were not sold to it, or are back already.
pub async fn take_back(txn: &Txn, order_id: Uuid, units: &[(Uuid, i64)]) -> Result<()> {
    put_back(txn, order_id, units, Vec::new()).await
}

/// `changed`: other variants of which more can be bought now.
async fn put_back(txn: &Txn, order_id: Uuid, units: &[(Uuid, i64)], changed: Vec<Uuid>) -> Result<()> {
    let (mut taken, mut is_back) = (Vec::new(), changed);
    for (variant_id, quantity) in units {
        let row = reservation::Entity::find()
            .filter(reservation::Column::OrderId.eq(order_id))
            .filter(reservation::Column::VariantId.eq(*variant_id))
            .filter(reservation::Column::State.eq(ReservationState::Committed))
            .one(txn)
            .await?
            .ok_or_else(not_sold)?;
        // The order is locked, so nobody else takes of its reservations.
        let from_stock = Ord::min(row.quantity, *quantity);
        reservation::Entity::update_many()
            .col_expr(reservation::Column::Quantity, Expr::col(reservation::Column::Quantity).sub(from_stock))
            .set(reservation::ActiveModel { updated_at: Set(now()), ..Default::default() })
            .filter(reservation::Column::Id.eq(row.id))
            .exec(txn)
            .await?;
        let level = stock_level::Entity::update_many()
            .col_expr(stock_level::Column::OnHand, Expr::col(stock_level::Column::OnHand).add(*quantity))
            .filter(stock_level::Column::VariantId.eq(*variant_id))
            .exec_with_returning(txn)
            .await?
            .pop();
        if level.is_some_and(|level| level.on_hand - level.reserved == *quantity) {
            is_back.push(*variant_id);
        }
        // The rest is of what came for it later.
        let later = *quantity - from_stock;
        if later > 0 && !beyond::take_from(txn, order_id, *variant_id, later).await? {
            return Err(not_sold());
        }
        taken.push(reservation::Model { quantity: *quantity, ..row });
    }
    let variants: Vec<Uuid> = units.iter().map(|(variant_id, _)| *variant_id).collect();
    is_back.extend(arrivals::assign(txn, &variants).await?);
    availability_changed(txn, &is_back).await?;
    record_movements(txn, &taken, MovementReason::Return).await
}

fn not_sold() -> Error {
    Error::conflict("not_sold", "these units cannot be put into stock: they are back already, or never came")
}
