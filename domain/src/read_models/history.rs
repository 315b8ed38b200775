//! Order history: what customers list, and staff search.

use entity::order_history as row;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::source::{self, OrderEvents, Sourced};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::events::{Event, OrderPlaced};

/// The rows of these orders, projected from all their events, or from `bases` on.
pub(super) fn fold(orders: Vec<OrderEvents>, bases: Vec<row::Model>) -> Result<Vec<row::Model>> {
    let bases = bases.into_iter().map(|row| (row.order_id, (row.version, row))).collect();
    source::fold(orders, bases, first, apply)
}

fn first(placed: &OrderPlaced) -> row::Model {
    let lines: Vec<_> = placed
        .lines
        .iter()
        .map(|line| json!({ "sku": line.sku, "name": line.name, "quantity": line.quantity }))
        .collect();
    row::Model {
        order_id: placed.order_id,
        user_id: placed.user_id,
        number: placed.number.clone(),
        email: placed.email.clone(),
        state: "awaiting_payment".into(),
        payment_status: "pending".into(),
        fulfilment: "pending".into(),
        currency: placed.currency.clone(),
        total_minor: placed.total_minor,
        refunded_minor: 0,
        units: placed.lines.iter().map(|line| line.quantity).sum(),
        lines: lines.into(),
        invoice_number: None,
        placed_at: placed.placed_at,
        updated_at: placed.placed_at,
        version: 1,
    }
}

fn apply(row: &mut row::Model, sourced: &Sourced) {
    match &sourced.event {
        Event::OrderClaimed { user_id, .. } => row.user_id = Some(*user_id),
        Event::PaymentStarted { .. } => row.payment_status = "pending".into(),
        Event::PaymentRequiresAction { .. } => row.payment_status = "requires_action".into(),
        Event::PaymentFailed { .. } => row.payment_status = "failed".into(),
        Event::OrderPaid { .. } => {
            // Paid at the door, it is completed already.
            if row.state != "completed" {
                row.state = "placed".into();
            }
            row.payment_status = "paid".into();
        }
        Event::PaymentCameLate { .. } => row.payment_status = "paid".into(),
        Event::OrderConfirmed { authorized, .. } => {
            row.state = "placed".into();
            row.payment_status = if *authorized { "authorized" } else { "awaiting_money" }.into();
        }
        Event::PaymentAwaited { .. } => row.payment_status = "awaiting_money".into(),
        Event::PaymentCaptured { .. } => row.payment_status = "partially_paid".into(),
        Event::AuthorizationLost { .. } => row.payment_status = "failed".into(),
        Event::OrderCancelled { .. } => {
            row.state = "cancelled".into();
            row.fulfilment = "cancelled".into();
        }
        Event::OrderExpired { .. } => row.state = "expired".into(),
        Event::FulfilmentChanged { fulfilment, .. } => row.fulfilment = fulfilment.as_str().into(),
        Event::OrderCompleted { .. } => row.state = "completed".into(),
        Event::InvoiceIssued { number, .. } => row.invoice_number = Some(number.clone()),
        Event::RefundSucceeded { amount_minor, .. } => {
            row.refunded_minor += amount_minor;
            let whole = row.refunded_minor >= row.total_minor;
            row.payment_status = if whole { "refunded" } else { "partially_refunded" }.into();
        }
        _ => {}
    }
    row.version = sourced.version;
    row.updated_at = sourced.recorded_at;
}

/// What to list. All of it must match.
#[derive(Debug, Clone, Default)]
pub struct HistoryFilter {
    pub user_id: Option<Uuid>,
    pub state: Option<String>,
    /// Part of the number or of the e-mail address.
    pub text: Option<String>,
    /// Continue after this row of an earlier page.
    pub after: Option<(Timestamp, Uuid)>,
    pub limit: u64,
}

/// Newest first.
pub async fn list(db: &impl ConnectionTrait, filter: &HistoryFilter) -> Result<Vec<row::Model>> {
    use sea_orm::sea_query::{Expr, ExprTrait, Func, LikeExpr};
    let mut query = row::Entity::find()
        .order_by_desc(row::Column::PlacedAt)
        .order_by_desc(row::Column::OrderId)
        .limit(filter.limit);
    if let Some(user_id) = filter.user_id {
        query = query.filter(row::Column::UserId.eq(user_id));
    }
    if let Some(state) = &filter.state {
        query = query.filter(row::Column::State.eq(state.as_str()));
    }
    if let Some(text) = &filter.text {
        let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        let like = LikeExpr::new(format!("%{escaped}%")).escape('\\');
        let number = Expr::expr(Func::lower(Expr::col(row::Column::Number))).like(like.clone());
        query = query.filter(number.or(Expr::col(row::Column::Email).like(like)));
    }
    if let Some((placed_at, order_id)) = filter.after {
        let earlier = row::Column::PlacedAt.lt(placed_at);
        let same = row::Column::PlacedAt.eq(placed_at).and(row::Column::OrderId.lt(order_id));
        query = query.filter(earlier.or(same));
    }
    Ok(query.all(db).await?)
}
