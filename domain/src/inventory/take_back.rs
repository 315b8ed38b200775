//! Single units of what was sold come back into stock, or never came and are given up.

use std::collections::HashMap;

use entity::states::{MovementReason, ReservationState};
use entity::{reservation, stock_level};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::availability::announce_changes;
use super::bundles::{self, Need, Needs};
use super::hold::record_movements;
use super::running_low::Fall;
use super::{arrivals, beyond};
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
    let parts = bundles::parts_of_order(txn, order_id).await?;
    // Of a bundle, everything came.
    let is_bundle = |variant_id: Uuid| parts.iter().any(|part| part.variant_id == variant_id);
    let alone = units.iter().filter(|one| !is_bundle(one.variant_id));
    let cancelled: Vec<(Uuid, i64)> = alone.map(|one| (one.variant_id, one.cancelled)).collect();
    let concerned = bundles::expand(units.iter().map(|one| (one.variant_id, 0)), &parts);
    let forgiven = beyond::forgive(txn, order_id, &cancelled, concerned.into_keys()).await?;
    let came = |one: &GivenUp| one.restocked - forgiven.get(&one.variant_id).copied().unwrap_or_default();
    let restocked: HashMap<Uuid, i64> = units
        .iter()
        .map(|one| (one.variant_id, Ord::max(came(one), 0)))
        .filter(|(_, units)| *units > 0)
        .collect();
    let needs = bundles::expand(restocked.iter().map(|(variant_id, units)| (*variant_id, *units)), &parts);
    put_back(txn, order_id, needs, forgiven.into_keys().collect()).await?;
    Ok(restocked)
}

/// Puts units of variants that were sold to the order back into stock, and takes them off what a later cancelling would
/// put back. Of a bundle, its parts.
///
/// # Errors
/// `Conflict` `not_sold` when that many were not sold to it, or are back already.
pub async fn take_back(txn: &Txn, order_id: Uuid, units: &[(Uuid, i64)]) -> Result<()> {
    if units.is_empty() {
        return Ok(());
    }
    let parts = bundles::parts_of_order(txn, order_id).await?;
    put_back(txn, order_id, bundles::expand(units.iter().copied(), &parts), Vec::new()).await
}

/// `changed`: variants of which more can be bought now, whatever is put back.
async fn put_back(txn: &Txn, order_id: Uuid, units: Needs, mut changed: Vec<Uuid>) -> Result<()> {
    let (mut taken, mut rises) = (Vec::new(), Vec::new());
    for (variant_id, Need { quantity, .. }) in units {
        let row = reservation::Entity::find()
            .filter(reservation::Column::OrderId.eq(order_id))
            .filter(reservation::Column::VariantId.eq(variant_id))
            .filter(reservation::Column::State.eq(ReservationState::Committed))
            .one(txn)
            .await?
            .ok_or_else(not_sold)?;
        // The order is locked, so nobody else takes of its reservations.
        let from_stock = Ord::min(row.quantity, quantity);
        reservation::Entity::update_many()
            .col_expr(reservation::Column::Quantity, Expr::col(reservation::Column::Quantity).sub(from_stock))
            .set(reservation::ActiveModel { updated_at: Set(now()), ..Default::default() })
            .filter(reservation::Column::Id.eq(row.id))
            .exec(txn)
            .await?;
        let level = stock_level::Entity::update_many()
            .col_expr(stock_level::Column::OnHand, Expr::col(stock_level::Column::OnHand).add(quantity))
            .filter(stock_level::Column::VariantId.eq(variant_id))
            .exec_with_returning(txn)
            .await?
            .pop();
        rises.extend(level.map(|level| Fall::of(&level, -quantity)));
        // The rest is of what came for it later.
        let later = quantity - from_stock;
        if later > 0 && !beyond::take_from(txn, order_id, variant_id, later).await? {
            return Err(not_sold());
        }
        taken.push(reservation::Model { quantity, ..row });
    }
    let variants: Vec<Uuid> = taken.iter().map(|row: &reservation::Model| row.variant_id).collect();
    changed.extend(arrivals::assign(txn, &variants).await?);
    announce_changes(txn, &rises, &changed).await?;
    record_movements(txn, &taken, MovementReason::Return).await
}

fn not_sold() -> Error {
    Error::conflict("not_sold", "these units cannot be put into stock: they are back already, or never came")
}
