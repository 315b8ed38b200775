//! A reservation's life: held → committed | released | expired; and committed stock that comes back.

use std::collections::HashMap;

use entity::states::{MovementReason, ReservationState};
use entity::{order_line, reservation, stock_level, stock_movement, variant};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::arrivals;
use super::beyond;
use super::running_low::{self, Fall};
use crate::catalog;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::Txn;

/// Holds stock for the lines of an order until `expires_at`. Returns how many units of which variants are not there and
/// were promised, where that is allowed.
///
/// # Errors
/// `Conflict` `out_of_stock` when there is not enough of one of them; nothing is held then (the caller rolls back).
pub async fn hold(
    txn: &Txn,
    order_id: Uuid,
    lines: &[order_line::Model],
    expires_at: Timestamp,
) -> Result<HashMap<Uuid, i64>> {
    let now = now();
    let mut wanted: Vec<(Uuid, i64)> = lines.iter().map(|line| (line.variant_id, line.quantity)).collect();
    wanted.sort_unstable();
    let (mut ran_out, mut falls, mut owed) = (Vec::new(), Vec::new(), HashMap::new());
    for (variant_id, quantity) in &mut wanted {
        let level = stock_level::Entity::update_many()
            .col_expr(stock_level::Column::Reserved, Expr::col(stock_level::Column::Reserved).add(*quantity))
            .set(stock_level::ActiveModel { updated_at: Set(now), ..Default::default() })
            .filter(stock_level::Column::VariantId.eq(*variant_id))
            .filter(
                Expr::col(stock_level::Column::OnHand)
                    .sub(Expr::col(stock_level::Column::Reserved))
                    .gte(*quantity),
            )
            .exec_with_returning(txn)
            .await?
            .pop();
        match level {
            Some(level) => {
                if level.on_hand == level.reserved {
                    ran_out.push(*variant_id);
                }
                falls.push(Fall::of(&level, *quantity));
            }
            None => {
                if let Some((level, short)) = beyond::promise(txn, order_id, *variant_id, *quantity).await? {
                    *quantity -= short;
                    if short > 0 {
                        owed.insert(*variant_id, short);
                    }
                    // Of what is promised, less can be promised now.
                    if short > 0 || level.on_hand == level.reserved {
                        ran_out.push(*variant_id);
                    }
                    falls.push(Fall::of(&level, *quantity));
                    continue;
                }
                let sku =
                    lines.iter().find(|line| line.variant_id == *variant_id).map_or("?", |line| &line.sku);
                let detail =
                    format!("there is not enough of {sku} in stock any more; look at the cart again");
                return Err(Error::conflict("out_of_stock", detail));
            }
        }
    }
    // Of what is promised alone there is a row as well, so that whoever ends it comes by the lock of the level.
    let rows = wanted.into_iter().map(|(variant_id, quantity)| reservation::ActiveModel {
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
    availability_changed(txn, &ran_out).await?;
    running_low::announce(txn, &falls).await?;
    Ok(owed)
}

/// Whether all lines could be held right now.
pub async fn all_available(db: &impl ConnectionTrait, lines: &[order_line::Model]) -> Result<bool> {
    let levels = stock_level::Entity::find()
        .filter(stock_level::Column::VariantId.is_in(lines.iter().map(|line| line.variant_id)))
        .all(db)
        .await?;
    Ok(lines.iter().all(|line| {
        let level = levels.iter().find(|level| level.variant_id == line.variant_id);
        level.is_some_and(|level| level.on_hand - level.reserved >= line.quantity)
    }))
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
    let mut is_back = Vec::new();
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
        if level.is_some_and(|level| level.on_hand - level.reserved == row.quantity) {
            is_back.push(row.variant_id);
        }
    }
    is_back.extend(beyond::give_up(txn, order_id).await?);
    is_back.extend(arrivals::assign(txn, &variants_of(&held)).await?);
    availability_changed(txn, &is_back).await
}

/// Puts what was sold to the order back into stock.
pub async fn restock(txn: &Txn, order_id: Uuid) -> Result<()> {
    let sold = end(txn, order_id, ReservationState::Committed, ReservationState::Released).await?;
    let mut is_back = Vec::new();
    for row in &sold {
        let level = stock_level::Entity::update_many()
            .col_expr(stock_level::Column::OnHand, Expr::col(stock_level::Column::OnHand).add(row.quantity))
            .filter(stock_level::Column::VariantId.eq(row.variant_id))
            .exec_with_returning(txn)
            .await?
            .pop();
        if level.is_some_and(|level| level.on_hand - level.reserved == row.quantity) {
            is_back.push(row.variant_id);
        }
    }
    is_back.extend(beyond::give_up(txn, order_id).await?);
    is_back.extend(arrivals::assign(txn, &variants_of(&sold)).await?);
    availability_changed(txn, &is_back).await?;
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

/// Tells the catalogue that variants have run out, or are back: after all stock rows are locked, and product by product
/// in the order of their ids, as everybody locks them.
pub(super) async fn availability_changed(txn: &Txn, variants: &[Uuid]) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    let products: Vec<Uuid> = variant::Entity::find()
        .select_only()
        .column(variant::Column::ProductId)
        .distinct()
        .filter(variant::Column::Id.is_in(variants.iter().copied()))
        .order_by_asc(variant::Column::ProductId)
        .into_tuple()
        .all(txn)
        .await?;
    for product_id in products {
        catalog::touch(txn, product_id).await?;
    }
    Ok(())
}
