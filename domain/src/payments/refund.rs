//! Asking for money back: an amount, or units of lines, which may go back into stock. A job makes the refund.

use std::collections::HashMap;

use entity::states::{Axis, EntryKind, RefundState};
use entity::{order, payment_entry, refund};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::door::{AtTheDoor, at_the_door};
use super::refund_lines::{self, LineRefund};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::money;
use crate::orders::{bump, follow_parcels, history, lock};
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct RefundOrder {
    pub order_id: Uuid,
    pub what: RefundWhat,
    pub reason: String,
}

/// What is given back.
#[derive(Debug, Clone)]
pub enum RefundWhat {
    Amount(i64),
    /// At the price they were sold for.
    Lines(Vec<LineRefund>),
}

/// Asks for a refund; a job carries it out. What is still to be paid at the door is taken off there.
///
/// # Errors
/// `Refused` `more_than_paid` when less than that was captured and not refunded (or being refunded) yet;
/// `more_than_ordered` when that many units are not left of a line; `Invalid` for a line that is none of the order's.
pub async fn refund(txn: &Txn, request: &RefundOrder) -> Result<Vec<refund::Model>> {
    let mut order = lock(txn, request.order_id).await?;
    let (amount_minor, mut lines) = match &request.what {
        RefundWhat::Amount(amount_minor) => (*amount_minor, Vec::new()),
        RefundWhat::Lines(lines) => {
            let priced = refund_lines::price(txn, order.id, lines).await?;
            (money::sum(priced.iter().map(|line| line.amount_minor))?, priced)
        }
    };
    if amount_minor <= 0 {
        let field = if lines.is_empty() { "amount_minor" } else { "lines" };
        return Err(Error::invalid(field, "must come to more than 0"));
    }
    let awaited = at_the_door(txn, &order).await?;
    let refunds = spread(txn, &mut order, amount_minor, &request.reason, Oldest, awaited).await?;
    if refunds.iter().map(|refund| refund.amount_minor).sum::<i64>() < amount_minor {
        let detail = format!(
            "{} cannot be refunded: less than that is left of what was paid",
            money::format(amount_minor, &order.currency)
        );
        return Err(Error::refused("more_than_paid", detail));
    }
    if let Some(first) = refunds.first() {
        refund_lines::keep(txn, order.id, first.id, &mut lines).await?;
    }
    if !lines.is_empty() {
        follow_parcels(txn, &mut order, "what was left is refunded").await?;
    }
    let ids: Vec<Uuid> = refunds.iter().map(|refund| refund.id).collect();
    let mut said = json!({ "amount_minor": amount_minor, "reason": request.reason, "refunds": ids });
    if !lines.is_empty() {
        said["lines"] = lines.iter().map(refund_lines::Priced::facts).collect();
    }
    audit::did(txn, Action::OrderRefund, order.id, None, Some(said)).await?;
    Ok(refunds)
}

/// Asks for everything back that was captured and is not on its way back yet.
pub(crate) async fn refund_rest(txn: &Txn, order: &mut order::Model, reason: &str) -> Result<()> {
    Box::pin(spread(txn, order, i64::MAX, reason, Oldest, None)).await.map(|_| ())
}

/// Asks for so much back of what came last.
pub(super) async fn refund_newest(
    txn: &Txn,
    order: &mut order::Model,
    amount_minor: i64,
    reason: &str,
) -> Result<()> {
    Box::pin(spread(txn, order, amount_minor, reason, Newest, None)).await.map(|_| ())
}

/// Which captures are given back first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum First {
    Oldest,
    Newest,
}
use First::{Newest, Oldest};

/// Spreads up to `amount_minor` over the payments that were captured, and what is `awaited`. What the payer's bank took back is
/// gone. Its future is large, and waited for deep in the stack, so those who are called there box it.
async fn spread(
    txn: &Txn,
    order: &mut order::Model,
    amount_minor: i64,
    reason: &str,
    first: First,
    awaited: Option<AtTheDoor>,
) -> Result<Vec<refund::Model>> {
    let entries = payment_entry::Entity::find()
        .filter(payment_entry::Column::OrderId.eq(order.id))
        .order_by_asc(payment_entry::Column::Id)
        .all(txn)
        .await?;
    let asked_for = refund::Entity::find()
        .filter(refund::Column::OrderId.eq(order.id))
        .filter(refund::Column::State.ne(RefundState::Failed))
        .all(txn)
        .await?;
    let (mut payments, mut rest): (Vec<Uuid>, HashMap<Uuid, i64>) = (Vec::new(), HashMap::new());
    for entry in &entries {
        if entry.kind == EntryKind::Capture && !payments.contains(&entry.payment_id) {
            payments.push(entry.payment_id);
        }
        let rest = rest.entry(entry.payment_id).or_default();
        match entry.kind {
            EntryKind::Capture | EntryKind::ChargebackReversal => *rest += entry.amount_minor,
            EntryKind::Chargeback => *rest -= entry.amount_minor,
            // Stands in `asked_for` as well.
            EntryKind::Refund => {}
        }
    }
    for refund in &asked_for {
        *rest.entry(refund.payment_id).or_default() -= refund.amount_minor;
    }
    if let Some(AtTheDoor { payment, left_minor }) = awaited {
        if !payments.contains(&payment.id) {
            payments.push(payment.id);
        }
        *rest.entry(payment.id).or_default() += left_minor;
    }
    if first == Newest {
        payments.reverse();
    }
    let mut left = amount_minor;
    let mut refunds = Vec::new();
    for payment_id in payments {
        let amount = left.min(rest.get(&payment_id).copied().unwrap_or_default());
        if amount <= 0 {
            continue;
        }
        left -= amount;
        refunds.push(request(txn, order, payment_id, amount, reason).await?);
    }
    Ok(refunds)
}

async fn request(
    txn: &Txn,
    order: &mut order::Model,
    payment_id: Uuid,
    amount_minor: i64,
    reason: &str,
) -> Result<refund::Model> {
    let now = now();
    let row = refund::Model {
        id: Uuid::now_v7(),
        order_id: order.id,
        payment_id,
        state: RefundState::Requested,
        amount_minor,
        currency: order.currency.clone(),
        reason: reason.to_owned(),
        reference: None,
        failure_code: None,
        created_at: now,
        updated_at: now,
    };
    refund::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    history(txn, order.id, Axis::Refund, row.id, "", row.state.as_str(), reason).await?;
    bump(txn, order, &Event::RefundRequested { order_id: row.order_id, refund_id: row.id }).await?;
    Ok(row)
}
