//! Giving money back: asked for by people or by the shop itself, done by a job, booked once.

use entity::states::{Axis, EntryKind, RefundState};
use entity::{order, payment, payment_entry, refund};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::state::{REFUND, RefundEvent};
use super::{RefundReceipt, RefundRequest};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::money;
use crate::orders::{bump, history, lock};
use crate::store::{Store, Txn};

#[derive(Debug, Clone)]
pub struct RefundOrder {
    pub order_id: Uuid,
    pub amount_minor: i64,
    pub reason: String,
}

/// Asks for a refund; a job carries it out.
///
/// # Errors
/// `Refused` `more_than_paid` when less than that was captured and not refunded (or being refunded) yet.
pub async fn refund(txn: &Txn, request: &RefundOrder) -> Result<Vec<refund::Model>> {
    if request.amount_minor <= 0 {
        return Err(Error::invalid("amount_minor", "must be more than 0"));
    }
    let mut order = lock(txn, request.order_id).await?;
    let refunds = spread(txn, &mut order, request.amount_minor, &request.reason).await?;
    if refunds.iter().map(|refund| refund.amount_minor).sum::<i64>() < request.amount_minor {
        let detail = format!(
            "{} cannot be refunded: less than that is left of what was paid",
            money::format(request.amount_minor, &order.currency)
        );
        return Err(Error::refused("more_than_paid", detail));
    }
    let ids: Vec<Uuid> = refunds.iter().map(|refund| refund.id).collect();
    let said = json!({ "amount_minor": request.amount_minor, "reason": request.reason, "refunds": ids });
    audit::did(txn, Action::OrderRefund, order.id, None, Some(said)).await?;
    Ok(refunds)
}

/// Asks for everything back that was captured and is not on its way back yet.
pub(crate) async fn refund_rest(txn: &Txn, order: &mut order::Model, reason: &str) -> Result<()> {
    spread(txn, order, i64::MAX, reason).await.map(|_| ())
}

/// Spreads up to `amount_minor` over the order's captures, oldest first.
async fn spread(
    txn: &Txn,
    order: &mut order::Model,
    amount_minor: i64,
    reason: &str,
) -> Result<Vec<refund::Model>> {
    let captures = payment_entry::Entity::find()
        .filter(payment_entry::Column::OrderId.eq(order.id))
        .filter(payment_entry::Column::Kind.eq(EntryKind::Capture))
        .order_by_asc(payment_entry::Column::Id)
        .all(txn)
        .await?;
    let asked_for = refund::Entity::find()
        .filter(refund::Column::OrderId.eq(order.id))
        .filter(refund::Column::State.ne(RefundState::Failed))
        .all(txn)
        .await?;
    let mut left = amount_minor;
    let mut refunds = Vec::new();
    for capture in captures {
        let gone: i64 = asked_for
            .iter()
            .filter(|row| row.payment_id == capture.payment_id)
            .map(|row| row.amount_minor)
            .sum();
        let amount = left.min(capture.amount_minor - gone);
        if amount <= 0 {
            continue;
        }
        left -= amount;
        refunds.push(request(txn, order, capture.payment_id, amount, reason).await?);
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

/// A refund that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BegunRefund {
    pub provider: String,
    pub request: RefundRequest,
    /// The provider may have been asked before: look the refund up there first.
    pub look_up: bool,
}

/// Marks a refund as being made and says what to ask the provider for; `None` when it is settled already.
pub async fn begin_refund(store: &Store, refund_id: Uuid) -> Result<Option<BegunRefund>> {
    let row = refund::Entity::find_by_id(refund_id).one(store.read()).await?;
    let row = row.ok_or(Error::NotFound { what: "refund" })?;
    let payment = payment::Entity::find_by_id(row.payment_id).one(store.read()).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    if let Some(begun) = REFUND.next(row.state, RefundEvent::Begun) {
        refund::Entity::update_many()
            .set(refund::ActiveModel { state: Set(begun), updated_at: Set(now()), ..Default::default() })
            .filter(refund::Column::Id.eq(refund_id))
            .filter(refund::Column::State.eq(row.state))
            .exec(store.relaxed())
            .await?;
    } else if row.state != RefundState::Processing {
        return Ok(None);
    }
    let payment_reference = payment
        .reference
        .ok_or_else(|| Error::Corrupt(format!("payment {} was captured without a reference", payment.id)))?;
    Ok(Some(BegunRefund {
        provider: payment.provider,
        request: RefundRequest {
            refund_id,
            payment_reference,
            amount_minor: row.amount_minor,
            reason: row.reason,
        },
        look_up: row.state != RefundState::Requested,
    }))
}

/// Records what the provider says about a refund, once.
pub async fn settle_refund(txn: &Txn, refund_id: Uuid, receipt: &RefundReceipt, cause: &str) -> Result<()> {
    let known =
        refund::Entity::find_by_id(refund_id).one(txn).await?.ok_or(Error::NotFound { what: "refund" })?;
    let mut order = lock(txn, known.order_id).await?;
    let row =
        refund::Entity::find_by_id(refund_id).one(txn).await?.ok_or(Error::NotFound { what: "refund" })?;
    let event = if receipt.failure.is_some() { RefundEvent::Failed } else { RefundEvent::Succeeded };
    let Some(to) = REFUND.next(row.state, event) else { return Ok(()) };
    refund::Entity::update_many()
        .set(refund::ActiveModel {
            state: Set(to),
            reference: Set(Some(receipt.reference.clone())),
            failure_code: Set(receipt.failure.clone()),
            updated_at: Set(now()),
            ..Default::default()
        })
        .filter(refund::Column::Id.eq(refund_id))
        .exec(txn)
        .await?;
    history(txn, order.id, Axis::Refund, refund_id, row.state.as_str(), to.as_str(), cause).await?;
    let order_id = order.id;
    if let Some(code) = &receipt.failure {
        tracing::error!(%order_id, %refund_id, code, "refund {refund_id} was refused: {code}");
        return bump(txn, &mut order, &Event::RefundFailed { order_id, refund_id, code: code.clone() }).await;
    }
    let provider: Option<String> = payment::Entity::find_by_id(row.payment_id)
        .select_only()
        .column(payment::Column::Provider)
        .into_tuple()
        .one(txn)
        .await?;
    let entry = payment_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        order_id: Set(order_id),
        payment_id: Set(row.payment_id),
        kind: Set(EntryKind::Refund),
        amount_minor: Set(row.amount_minor),
        currency: Set(row.currency),
        provider: Set(provider.ok_or(Error::NotFound { what: "payment" })?),
        reference: Set(receipt.reference.clone()),
        created_at: Set(now()),
    };
    payment_entry::Entity::insert(entry).exec_without_returning(txn).await?;
    order.refunded_minor += row.amount_minor;
    bump(txn, &mut order, &Event::RefundSucceeded { order_id, refund_id, amount_minor: row.amount_minor })
        .await
}
