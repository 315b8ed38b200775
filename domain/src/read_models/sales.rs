//! Daily sales: one fact per order, summed by day when somebody looks.
//!
//! A row per day would be a row that every paid order fights over; a row per order is touched by that order alone.

use entity::sales_fact as row;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
};

use super::source::{self, OrderEvents, Sourced};
use crate::error::Result;
use crate::events::{Event, OrderPlaced};

/// The kinds of events that change a fact. The others leave its version alone too, since not each of them causes a
/// projection: a rebuild gives the same rows as the jobs did.
pub(super) const KINDS: &[&str] = &[
    "order_placed",
    "order_paid",
    "payment_captured",
    "payment_came_late",
    "order_confirmed",
    "order_cancelled",
    "order_expired",
    "refund_succeeded",
];

/// The rows of these orders, projected from all their events, or from `bases` on.
pub(super) fn fold(orders: Vec<OrderEvents>, bases: Vec<row::Model>) -> Result<Vec<row::Model>> {
    let bases = bases.into_iter().map(|row| (row.order_id, (row.version, row))).collect();
    source::fold(orders, bases, first, apply)
}

fn first(placed: &OrderPlaced) -> row::Model {
    row::Model {
        order_id: placed.order_id,
        day: placed.placed_at.format("%Y-%m-%d").to_string(),
        currency: placed.currency.clone(),
        units: placed.lines.iter().map(|line| line.quantity).sum(),
        items_minor: placed.items_minor,
        shipping_minor: placed.shipping_minor,
        tax_minor: placed.tax_minor,
        total_minor: placed.total_minor,
        captured_minor: 0,
        refunded_minor: 0,
        cancelled: false,
        confirmed: false,
        version: 1,
    }
}

fn apply(row: &mut row::Model, sourced: &Sourced) {
    match &sourced.event {
        Event::OrderPaid { amount_minor, .. }
        | Event::PaymentCaptured { amount_minor, .. }
        | Event::PaymentCameLate { amount_minor, .. } => {
            row.captured_minor += amount_minor;
        }
        Event::OrderCancelled { .. } | Event::OrderExpired { .. } => row.cancelled = true,
        Event::RefundSucceeded { amount_minor, .. } => row.refunded_minor += amount_minor,
        _ => {}
    }
    if matches!(sourced.event, Event::OrderPaid { .. } | Event::OrderConfirmed { .. }) {
        row.confirmed = true;
        row.cancelled = false; // An expired order that was paid after all.
    }
    if KINDS.contains(&sourced.kind.as_str()) {
        row.version = sourced.version;
    }
}

/// One day in one currency. Amounts in minor units. Sales are the orders that were sold and paid, by the day they were placed,
/// whether or not they were cancelled later; what of that went back stands beside them. Money beyond the total of an order is
/// not sold, and giving it back is no refund.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct DailySales {
    /// UTC, YYYY-MM-DD.
    pub day: String,
    pub currency: String,
    pub orders: i64,
    pub units: i64,
    pub items_minor: i64,
    pub shipping_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    pub refunded_minor: i64,
    pub cancelled_orders: i64,
}

/// Days from `from` to `to` (inclusive, YYYY-MM-DD) that had sales, oldest first.
pub async fn daily(db: &impl ConnectionTrait, from: &str, to: &str) -> Result<Vec<DailySales>> {
    let sum = |column: row::Column| Expr::col(column).sum().cast_as("bigint");
    let cancelled = Expr::case(Expr::col(row::Column::Cancelled), 1).finally(0);
    let beyond = || Expr::col(row::Column::CapturedMinor).sub(Expr::col(row::Column::TotalMinor));
    let refunded = || Expr::col(row::Column::RefundedMinor);
    // What is beyond the total goes back before anything of it does.
    let of_sales = Expr::case(beyond().lte(0), refunded())
        .case(refunded().gt(beyond()), refunded().sub(beyond()))
        .finally(0);
    let is_paid = Expr::col(row::Column::CapturedMinor).gt(0).or(Expr::col(row::Column::TotalMinor).eq(0));
    let rows = row::Entity::find()
        .select_only()
        .column(row::Column::Day)
        .column(row::Column::Currency)
        .column_as(Expr::col(row::Column::OrderId).count(), "orders")
        .column_as(sum(row::Column::Units), "units")
        .column_as(sum(row::Column::ItemsMinor), "items_minor")
        .column_as(sum(row::Column::ShippingMinor), "shipping_minor")
        .column_as(sum(row::Column::TaxMinor), "tax_minor")
        .column_as(sum(row::Column::TotalMinor), "total_minor")
        .column_as(Expr::expr(of_sales).sum().cast_as("bigint"), "refunded_minor")
        .column_as(Expr::expr(cancelled).sum().cast_as("bigint"), "cancelled_orders")
        .filter(row::Column::Day.between(from, to))
        .filter(row::Column::Confirmed.eq(true))
        .filter(is_paid)
        .group_by(row::Column::Day)
        .group_by(row::Column::Currency)
        .order_by_asc(row::Column::Day)
        .order_by_asc(row::Column::Currency)
        .into_model::<DailySales>()
        .all(db)
        .await?;
    Ok(rows)
}
