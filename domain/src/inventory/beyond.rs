//! Selling beyond what is there, where that is allowed: promising, keeping the promise when more comes, and taking it back.
//!
//! `on_hand` and `reserved` stay what they are, counts of what is there. What is not there is `owed`, in the order of the
//! promises; what comes is assigned to the oldest, so that something is owed only while nothing is free. Every function
//! here is called with the stock level of the variant locked, and locks nothing before it.

use std::collections::HashMap;

use entity::states::MovementReason;
use entity::{backorder, backorder_policy, stock_level, stock_movement};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::bundles::Need;
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

/// Holds what is there of so many units, and promises the rest. The level as it is then, and how many are owed; `None`
/// where that is not allowed, or not enough for bundles.
pub(super) async fn promise(
    txn: &Txn,
    order_id: Uuid,
    variant_id: Uuid,
    Need { quantity, bundled }: Need,
) -> Result<Option<(stock_level::Model, i64)>> {
    let level = stock_level::Entity::find_by_id(variant_id).lock_exclusive().one(txn).await?;
    let Some(level) = level else { return Ok(None) };
    let taken = (level.on_hand - level.reserved).clamp(0, quantity);
    let owed = quantity - taken;
    if taken < bundled {
        return Ok(None);
    }
    let more = || Expr::col(backorder_policy::Column::Owed).add(owed);
    let within =
        backorder_policy::Column::Most.is_null().or(more().lte(Expr::col(backorder_policy::Column::Most)));
    let promised = backorder_policy::Entity::update_many()
        .col_expr(backorder_policy::Column::Owed, more())
        .filter(backorder_policy::Column::VariantId.eq(variant_id))
        .filter(backorder_policy::Column::Allowed.eq(true))
        .filter(within)
        .exec(txn)
        .await?;
    if promised.rows_affected == 0 && owed > 0 {
        return Ok(None);
    }
    let level = shift(txn, variant_id, 0, taken).await?;
    if owed > 0 {
        let row = backorder::Model {
            id: Uuid::now_v7(),
            order_id,
            variant_id,
            owed,
            assigned: 0,
            forgiven: 0,
            sold: false,
            created_at: now(),
        };
        backorder::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(txn).await?;
    }
    Ok(level.map(|level| (level, owed)))
}

/// The order is paid: what came for it is sold, and so is what will come.
pub(super) async fn sell(txn: &Txn, order_id: Uuid) -> Result<()> {
    let rows = of_order(txn, order_id).await?;
    if rows.is_empty() {
        return Ok(());
    }
    for row in &rows {
        if row.assigned > 0 {
            shift(txn, row.variant_id, -row.assigned, -row.assigned).await?;
        }
    }
    backorder::Entity::update_many()
        .set(backorder::ActiveModel { sold: Set(true), ..Default::default() })
        .filter(backorder::Column::OrderId.eq(order_id))
        .exec(txn)
        .await?;
    let sold = rows.iter().map(|row| (order_id, row.variant_id, -row.assigned));
    explain(txn, sold, MovementReason::Sale).await
}

/// The order comes to nothing: nothing is owed to it, and what came for it is free again. The variants of which more can be
/// bought now.
pub(super) async fn give_up(txn: &Txn, order_id: Uuid) -> Result<Vec<Uuid>> {
    let rows = of_order(txn, order_id).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    for row in &rows {
        owe(txn, row.variant_id, -row.owed).await?;
        match (row.sold, row.assigned) {
            (_, 0) => {}
            (true, assigned) => {
                shift(txn, row.variant_id, assigned, 0).await?;
            }
            (false, assigned) => {
                shift(txn, row.variant_id, 0, -assigned).await?;
            }
        }
    }
    backorder::Entity::delete_many().filter(backorder::Column::OrderId.eq(order_id)).exec(txn).await?;
    let back = rows.iter().filter(|row| row.sold).map(|row| (order_id, row.variant_id, row.assigned));
    explain(txn, back, MovementReason::Return).await?;
    Ok(rows.into_iter().filter(|row| row.assigned + row.owed > 0).map(|row| row.variant_id).collect())
}

/// Takes units that came for the order and were sold to it off what it has; whether that many were.
pub(super) async fn take_from(txn: &Txn, order_id: Uuid, variant_id: Uuid, units: i64) -> Result<bool> {
    let taken = backorder::Entity::update_many()
        .col_expr(backorder::Column::Assigned, Expr::col(backorder::Column::Assigned).sub(units))
        .filter(backorder::Column::OrderId.eq(order_id))
        .filter(backorder::Column::VariantId.eq(variant_id))
        .filter(backorder::Column::Sold.eq(true))
        .filter(backorder::Column::Assigned.gte(units))
        .exec(txn)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Units that an order was promised, and does not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Awaited {
    /// Still to come.
    pub owed: i64,
    /// Refunded before they came.
    pub forgiven: i64,
}

/// What the order waits for, by variant.
pub async fn awaited(db: &impl ConnectionTrait, order_id: Uuid) -> Result<HashMap<Uuid, Awaited>> {
    let rows = backorder::Entity::find().filter(backorder::Column::OrderId.eq(order_id)).all(db).await?;
    let awaited = |row: backorder::Model| Awaited { owed: row.owed, forgiven: row.forgiven };
    Ok(rows.into_iter().map(|row| (row.variant_id, awaited(row))).collect())
}

/// Units of the order's that will not be sent are not owed any more, as far as they are. `units`: how many of which
/// variant. Returns how many of which variant were owed. Locks the levels of all of `variants`, if something is owed or was.
pub(super) async fn forgive(
    txn: &Txn,
    order_id: Uuid,
    units: &[(Uuid, i64)],
    variants: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, i64>> {
    let mut forgiven = HashMap::new();
    if of_order(txn, order_id).await?.is_empty() {
        return Ok(forgiven);
    }
    // All that this transaction will want, in the order in which everybody locks them.
    stock_level::Entity::find()
        .filter(stock_level::Column::VariantId.is_in(variants))
        .order_by_asc(stock_level::Column::VariantId)
        .lock_exclusive()
        .all(txn)
        .await?;
    for row in of_order(txn, order_id).await? {
        let named = units.iter().find(|(variant_id, _)| *variant_id == row.variant_id);
        let count = named.map_or(0, |(_, units)| Ord::min(row.owed, *units));
        if count > 0 {
            backorder::Entity::update_many()
                .set(backorder::ActiveModel {
                    owed: Set(row.owed - count),
                    forgiven: Set(row.forgiven + count),
                    ..Default::default()
                })
                .filter(backorder::Column::Id.eq(row.id))
                .exec(txn)
                .await?;
            owe(txn, row.variant_id, -count).await?;
            forgiven.insert(row.variant_id, count);
        }
    }
    Ok(forgiven)
}

async fn of_order(txn: &Txn, order_id: Uuid) -> Result<Vec<backorder::Model>> {
    let rows = backorder::Entity::find().filter(backorder::Column::OrderId.eq(order_id));
    Ok(rows.order_by_asc(backorder::Column::VariantId).all(txn).await?)
}

pub(super) async fn owe(txn: &Txn, variant_id: Uuid, units: i64) -> Result<()> {
    backorder_policy::Entity::update_many()
        .col_expr(backorder_policy::Column::Owed, Expr::col(backorder_policy::Column::Owed).add(units))
        .filter(backorder_policy::Column::VariantId.eq(variant_id))
        .exec(txn)
        .await?;
    Ok(())
}

pub(super) async fn shift(
    txn: &Txn,
    variant_id: Uuid,
    on_hand: i64,
    reserved: i64,
) -> Result<Option<stock_level::Model>> {
    Ok(stock_level::Entity::update_many()
        .col_expr(stock_level::Column::OnHand, Expr::col(stock_level::Column::OnHand).add(on_hand))
        .col_expr(stock_level::Column::Reserved, Expr::col(stock_level::Column::Reserved).add(reserved))
        .set(stock_level::ActiveModel { updated_at: Set(now()), ..Default::default() })
        .filter(stock_level::Column::VariantId.eq(variant_id))
        .exec_with_returning(txn)
        .await?
        .pop())
}

pub(super) async fn explain(
    txn: &Txn,
    moved: impl Iterator<Item = (Uuid, Uuid, i64)>,
    reason: MovementReason,
) -> Result<()> {
    let now = now();
    let rows: Vec<_> = moved
        .filter(|(_, _, delta)| *delta != 0)
        .map(|(order_id, variant_id, delta)| stock_movement::ActiveModel {
            id: Set(Uuid::now_v7()),
            variant_id: Set(variant_id),
            delta: Set(delta),
            reason: Set(reason),
            order_id: Set(Some(order_id)),
            note: Set(String::new()),
            created_at: Set(now),
        })
        .collect();
    if !rows.is_empty() {
        stock_movement::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(())
}
