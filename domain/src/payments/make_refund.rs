//! Making a refund: by a job that asks the provider, or by people who say so; and what was given back without us.

use entity::states::{Axis, EntryKind, PaymentState, RefundState};
use entity::{order, payment, payment_entry, refund};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::book::entry;
use super::door::is_taken_off;
use super::receive::is_by_hand;
use super::state::{REFUND, RefundEvent};
use super::{RefundReceipt, RefundRequest};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders::{bump, history, lock, lock_of_payment};
use crate::store::{Store, Txn};

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
    // People make it, and say so.
    if is_by_hand(&payment.provider) {
        return Ok(None);
    }
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
    record(txn, &mut order, &row, receipt, cause).await
}

/// The same, under the order's lock.
pub(super) async fn record(
    txn: &Txn,
    order: &mut order::Model,
    row: &refund::Model,
    receipt: &RefundReceipt,
    cause: &str,
) -> Result<()> {
    let event = if receipt.failure.is_some() { RefundEvent::Failed } else { RefundEvent::Succeeded };
    let (order_id, refund_id) = (order.id, row.id);
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
    history(txn, order_id, Axis::Refund, refund_id, row.state.as_str(), to.as_str(), cause).await?;
    if let Some(code) = &receipt.failure {
        tracing::error!(%order_id, %refund_id, code, "refund {refund_id} was refused: {code}");
        return bump(txn, order, &Event::RefundFailed { order_id, refund_id, code: code.clone() }).await;
    }
    let payment = payment::Entity::find_by_id(row.payment_id).one(txn).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    let entry = entry(&payment, EntryKind::Refund, row.amount_minor, &receipt.reference);
    payment_entry::Entity::insert(entry).exec_without_returning(txn).await?;
    order.refunded_minor += row.amount_minor;
    bump(txn, order, &Event::RefundSucceeded { order_id, refund_id, amount_minor: row.amount_minor }).await
}

/// Notes that people have paid a refund out.
///
/// # Errors
/// `NotFound` when the order has no such refund; `Conflict` `not_by_hand`, `wrong_refund_state`, or `not_paid` for what will be
/// taken off at the door.
pub async fn paid_out(txn: &Txn, order_id: Uuid, refund_id: Uuid, reference: &str) -> Result<()> {
    lock(txn, order_id).await?;
    let row = refund::Entity::find_by_id(refund_id).one(txn).await?;
    let row = row.filter(|row| row.order_id == order_id).ok_or(Error::NotFound { what: "refund" })?;
    let payment = payment::Entity::find_by_id(row.payment_id).one(txn).await?;
    let payment = payment.filter(|payment| is_by_hand(&payment.provider)).ok_or_else(|| {
        Error::conflict("not_by_hand", "the provider makes this refund, and tells of it by itself")
    })?;
    if row.state != RefundState::Requested {
        return Err(Error::conflict("wrong_refund_state", format!("the refund is {} already", row.state)));
    }
    if is_taken_off(txn, &payment, &row).await? {
        let detail = "it was not paid yet: it is taken off what is paid at the door, when all is delivered";
        return Err(Error::conflict("not_paid", detail));
    }
    let receipt = RefundReceipt { reference: reference.to_owned(), failure: None };
    settle_refund(txn, refund_id, &receipt, "staff").await?;
    let said = json!({ "refund_id": refund_id, "reference": reference });
    audit::did(txn, Action::RefundPaidOut, order_id, None, Some(said)).await
}

/// Books what was given back by others than us, such as in the provider's console: what its total has more than ours.
///
/// # Errors
/// `Unavailable` while the capture is not booked yet, since notices overtake each other.
pub async fn refunded_elsewhere(
    txn: &Txn,
    payment_id: Uuid,
    refunded_minor: i64,
    reference: &str,
) -> Result<()> {
    let mut order = lock_of_payment(txn, payment_id).await?;
    let payment = payment::Entity::find_by_id(payment_id).one(txn).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    let ours: Vec<i64> = refund::Entity::find()
        .select_only()
        .column(refund::Column::AmountMinor)
        .filter(refund::Column::PaymentId.eq(payment_id))
        .filter(refund::Column::State.ne(RefundState::Failed))
        .into_tuple()
        .all(txn)
        .await?;
    let amount_minor = refunded_minor - ours.into_iter().sum::<i64>();
    if amount_minor <= 0 {
        return Ok(());
    }
    if payment.state != PaymentState::Captured {
        let cause = format!("payment {payment_id} was refunded before its capture is booked");
        return Err(Error::unavailable("the booking of a payment", cause));
    }
    let now = now();
    let row = refund::Model {
        id: Uuid::now_v7(),
        order_id: order.id,
        payment_id,
        state: RefundState::Succeeded,
        amount_minor,
        currency: payment.currency.clone(),
        reason: "made at the payment provider".to_owned(),
        reference: Some(reference.to_owned()),
        failure_code: None,
        created_at: now,
        updated_at: now,
    };
    refund::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    history(txn, order.id, Axis::Refund, row.id, "", row.state.as_str(), &row.reason).await?;
    let booked = entry(&payment, EntryKind::Refund, amount_minor, reference);
    payment_entry::Entity::insert(booked).exec_without_returning(txn).await?;
    order.refunded_minor += amount_minor;
    let (order_id, refund_id) = (order.id, row.id);
    bump(txn, &mut order, &Event::RefundSucceeded { order_id, refund_id, amount_minor }).await
}
