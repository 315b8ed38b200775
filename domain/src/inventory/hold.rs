//! A reservation's life: held → committed | released | expired; and committed stock that comes back.

use std::collections::HashMap;

use entity::states::{MovementReason, ReservationState};
use entity::{order_line, reservation, stock_level, stock_movement};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::availability::announce_changes;
use super::bundles::{self, BundlePart, Needs};
use super::running_low::{self, Fall};
use super::{arrivals, beyond};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::Txn;

/// Holds stock for the lines of a new order until `expires_at`; `parts` are those of the bundles among them, as the same
/// transaction has read them. Returns how many units of which variants are not there and were promised, where that is
/// allowed.
///
/// # Errors
/// `Conflict` `out_of_stock` when there is not enough of one of them; nothing is held then (the caller rolls back).
pub async fn hold(
    txn: &Txn,
    order_id: Uuid,
    lines: &[order_line::Model],
    parts: impl IntoIterator<Item = BundlePart>,
    expires_at: Timestamp,
) -> Result<HashMap<Uuid, i64>> {
    let parts = bundles::keep(txn, order_id, parts).await?;
    let needs = bundles::expand(lines.iter().map(|line| (line.variant_id, line.quantity)), &parts);
    Box::pin(take(txn, order_id, needs, expires_at)).await?.map_err(|variant_id| {
        let ordered = parts.iter().find(|part| part.part_id == variant_id).map(|part| part.variant_id);
        let named =
            |line: &&order_line::Model| line.variant_id == variant_id || Some(line.variant_id) == ordered;
        let sku = lines.iter().find(named).map_or("?", |line| &line.sku);
        let detail = format!("there is not enough of {sku} in stock any more; look at the cart again");
        Error::conflict("out_of_stock", detail)
    })
}

/// Whether all that an order wants, which holds nothing, is there right now.
pub async fn is_there(
    db: &impl ConnectionTrait,
    order_id: Uuid,
    lines: &[order_line::Model],
) -> Result<bool> {
    let needs = needs_of(db, order_id, lines).await?;
    let levels = stock_level::Entity::find()
        .filter(stock_level::Column::VariantId.is_in(needs.keys().copied()))
        .all(db)
        .await?;
    Ok(needs.iter().all(|(variant_id, need)| {
        let level = levels.iter().find(|level| level.variant_id == *variant_id);
        level.is_some_and(|level| level.on_hand - level.reserved >= need.quantity)
    }))
}

/// Holds stock for an order anew that lost it, for what its bundles consisted of.
///
/// # Errors
/// As [`hold`].
pub async fn hold_again(
    txn: &Txn,
    order_id: Uuid,
    lines: &[order_line::Model],
    expires_at: Timestamp,
) -> Result<()> {
    let needs = needs_of(txn, order_id, lines).await?;
    let gone = |_| Error::conflict("out_of_stock", "it is not in stock any more");
    Box::pin(take(txn, order_id, needs, expires_at)).await?.map_err(gone)?;
    Ok(())
}

async fn needs_of(db: &impl ConnectionTrait, order_id: Uuid, lines: &[order_line::Model]) -> Result<Needs> {
    let parts = bundles::parts_of_order(db, order_id).await?;
    Ok(bundles::expand(lines.iter().map(|line| (line.variant_id, line.quantity)), &parts))
}

/// What is promised of which variant; or the variant of which there is not enough. Its future is large, and waited for deep
/// in the stack, so those who call it box it.
async fn take(
    txn: &Txn,
    order_id: Uuid,
    needs: Needs,
    expires_at: Timestamp,
) -> Result<Result<HashMap<Uuid, i64>, Uuid>> {
    let now = now();
    let (mut held, mut falls, mut owed) = (Vec::new(), Vec::new(), HashMap::new());
    for (variant_id, need) in needs {
        let level = stock_level::Entity::update_many()
            .col_expr(
                stock_level::Column::Reserved,
                Expr::col(stock_level::Column::Reserved).add(need.quantity),
            )
            .set(stock_level::ActiveModel { updated_at: Set(now), ..Default::default() })
            .filter(stock_level::Column::VariantId.eq(variant_id))
            .filter(
                Expr::col(stock_level::Column::OnHand)
                    .sub(Expr::col(stock_level::Column::Reserved))
                    .gte(need.quantity),
            )
            .exec_with_returning(txn)
            .await?
            .pop();
        let (level, short) = match level {
            Some(level) => (level, 0),
            None => match beyond::promise(txn, order_id, variant_id, need).await? {
                Some(promised) => promised,
                None => return Ok(Err(variant_id)),
            },
        };
        if short > 0 {
            owed.insert(variant_id, short);
        }
        falls.push(Fall::of(&level, need.quantity - short));
        held.push((variant_id, need.quantity - short));
    }
    // Of what is promised alone there is a row as well, so that whoever ends it comes by the lock of the level.
    let rows = held.into_iter().map(|(variant_id, quantity)| reservation::ActiveModel {
        id: Set(Uuid::now_v7()),
        order_id: Set(order_id),
        variant_id: Set(variant_id),
        quantity: Set(quantity),
        state: Set(ReservationState::Held),
        expires_at: Set(expires_at),
        created_at: Set(now),
        updated_at: Set(now),
    });
    reservation::Entity::insert_many(rows).exec_without_returning(txn).await?;
    // Of what was promised, less can be promised now.
    let promised: Vec<Uuid> = owed.keys().copied().collect();
    announce_changes(txn, &falls, &promised).await?;
    running_low::announce(txn, &falls).await?;
    Ok(Ok(owed))
}

/// Takes what is held for the order off the stock: it is sold.
pub async fn commit(txn: &Txn, order_id: Uuid) -> Result<()> {
    let held = end(txn, order_id, ReservationState::Held, ReservationState::Committed).await?;
    for row in &held {
        stock_level::Entity::update_many()
            .col_expr(stock_level::Column::OnHand, Expr::col(stock_level::Column::OnHand).sub(row.quantity))
            .col_expr(
                stock_level::Column::Reserved,
                Expr::col(stock_level::Column::Reserved).sub(row.quantity),
            )
            .filter(stock_level::Column::VariantId.eq(row.variant_id))
            .exec(txn)
            .await?;
    }
    beyond::sell(txn, order_id).await?;
    record_movements(txn, &held, MovementReason::Sale).await
}

/// Gives back what is held for the order; `into` says why: released or expired.
pub async fn release(txn: &Txn, order_id: Uuid, into: ReservationState) -> Result<()> {
    let mut rises = Vec::new();
    let held = end(txn, order_id, ReservationState::Held, into).await?;
    for row in &held {
        let level = stock_level::Entity::update_many()
            .col_expr(
                stock_level::Column::Reserved,
                Expr::col(stock_level::Column::Reserved).sub(row.quantity),
            )
            .filter(stock_level::Column::VariantId.eq(row.variant_id))
            .exec_with_returning(txn)
            .await?
            .pop();
        rises.extend(level.map(|level| Fall::of(&level, -row.quantity)));
    }
    let mut changed = beyond::give_up(txn, order_id).await?;
    changed.extend(arrivals::assign(txn, &variants_of(&held)).await?);
    announce_changes(txn, &rises, &changed).await
}

/// Puts what was sold to the order back into stock, but for units of variants that are `written_off`.
pub async fn restock(txn: &Txn, order_id: Uuid, written_off: &[(Uuid, i64)]) -> Result<()> {
    let mut sold = end(txn, order_id, ReservationState::Committed, ReservationState::Released).await?;
    let lost = match written_off {
        [] => Needs::default(),
        some => bundles::expand(some.iter().copied(), &bundles::parts_of_order(txn, order_id).await?),
    };
    let mut rises = Vec::new();
    for row in &mut sold {
        let lost = lost.get(&row.variant_id).map_or(0, |need| need.quantity);
        let of_stock = Ord::min(row.quantity, lost);
        let of_later = lost - of_stock;
        row.quantity -= of_stock;
        if of_later > 0 {
            // Of what came for it later; if that many did not, there is nothing to put back.
            beyond::take_from(txn, order_id, row.variant_id, of_later).await?;
        }
        let level = stock_level::Entity::update_many()
            .col_expr(stock_level::Column::OnHand, Expr::col(stock_level::Column::OnHand).add(row.quantity))
            .filter(stock_level::Column::VariantId.eq(row.variant_id))
            .exec_with_returning(txn)
            .await?
            .pop();
        rises.extend(level.map(|level| Fall::of(&level, -row.quantity)));
    }
    let mut changed = beyond::give_up(txn, order_id).await?;
    changed.extend(arrivals::assign(txn, &variants_of(&sold)).await?);
    announce_changes(txn, &rises, &changed).await?;
    record_movements(txn, &sold, MovementReason::Return).await
}

fn variants_of(rows: &[reservation::Model]) -> Vec<Uuid> {
    rows.iter().map(|row| row.variant_id).collect()
}

/// Moves the order's reservations from one state to another and returns them by variant, ascending.
async fn end(
    txn: &Txn,
    order_id: Uuid,
    from: ReservationState,
    into: ReservationState,
) -> Result<Vec<reservation::Model>> {
    let mut rows = reservation::Entity::update_many()
        .set(reservation::ActiveModel { state: Set(into), updated_at: Set(now()), ..Default::default() })
        .filter(reservation::Column::OrderId.eq(order_id))
        .filter(reservation::Column::State.eq(from))
        .exec_with_returning(txn)
        .await?;
    rows.sort_unstable_by_key(|row| row.variant_id);
    Ok(rows)
}

pub(super) async fn record_movements(
    txn: &Txn,
    rows: &[reservation::Model],
    reason: MovementReason,
) -> Result<()> {
    let rows: Vec<&reservation::Model> = rows.iter().filter(|row| row.quantity > 0).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let sign = if reason == MovementReason::Sale { -1 } else { 1 };
    let now = now();
    let movements = rows.iter().map(|row| stock_movement::ActiveModel {
        id: Set(Uuid::now_v7()),
        variant_id: Set(row.variant_id),
        delta: Set(sign * row.quantity),
        reason: Set(reason),
        order_id: Set(Some(row.order_id)),
        note: Set(String::new()),
        created_at: Set(now),
    });
    stock_movement::Entity::insert_many(movements).exec_without_returning(txn).await?;
    Ok(())
}
