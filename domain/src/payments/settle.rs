//! What a provider says about a payment, recorded once, whichever way it came.

use entity::states::{Axis, OrderState, PaymentState, RefundState};
use entity::{order, payment, refund};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use uuid::Uuid;

use super::book::book;
use super::confirm::{authorized, awaited, lost};
use super::state::{PAYMENT, PaymentEvent};
use super::{Outcome, Receipt};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders::{bump, history, lock_of_payment};
use crate::store::{Store, Txn};

/// Records a receipt and lets the order follow: paid, to be sent before it is paid, waiting for the payer, or free for
/// another attempt. A receipt that is known already, or that the payment's state has overtaken, changes nothing.
pub async fn settle(txn: &Txn, payment_id: Uuid, receipt: &Receipt, cause: &str) -> Result<()> {
    let mut order = lock_of_payment(txn, payment_id).await?;
    let payment = payment::Entity::find_by_id(payment_id).one(txn).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    let event = PaymentEvent::from(&receipt.outcome);
    let from = asked(payment.state);
    let Some(to) = PAYMENT.next(from, event) else { return Ok(()) };

    let mut changed = payment.clone();
    changed.state = to;
    changed.reference = Some(receipt.reference.clone());
    changed.updated_at = now();
    changed.failure_code = None;
    changed.action_url = None;
    match &receipt.outcome {
        Outcome::Failed { code } => changed.failure_code = Some(code.clone()),
        Outcome::RequiresAction { url } => changed.action_url = Some(url.clone()),
        Outcome::Authorized { until } => changed.expires_at = *until,
        Outcome::Captured => changed.capture_minor = Some(payment.amount_minor),
        Outcome::CapturedPart { amount_minor } => changed.capture_minor = Some(*amount_minor),
        Outcome::AwaitsMoney(awaited) => {
            changed.instructions.clone_from(&awaited.instructions);
            changed.expires_at = awaited.until;
        }
        Outcome::Processing | Outcome::Voided => {}
    }
    if payment.state == PaymentState::Authorized && to != PaymentState::Captured {
        // Nothing will come of what was asked for.
        changed.capture_minor = None;
    }
    save(txn, &changed).await?;
    let (before, after) = (payment.state.as_str(), to.as_str());
    history(txn, order.id, Axis::Payment, payment_id, before, after, cause).await?;
    follow(txn, &mut order, &payment, &changed, receipt).await
}

async fn follow(
    txn: &Txn,
    order: &mut order::Model,
    before: &payment::Model,
    payment: &payment::Model,
    receipt: &Receipt,
) -> Result<()> {
    let (order_id, payment_id) = (order.id, payment.id);
    let was_counted_on = before.state == PaymentState::Authorized && order.state == OrderState::Placed;
    match &receipt.outcome {
        Outcome::Captured => book(txn, order, payment, payment.amount_minor, &receipt.reference).await,
        Outcome::CapturedPart { amount_minor } => {
            book(txn, order, payment, *amount_minor, &receipt.reference).await
        }
        Outcome::RequiresAction { .. } => {
            bump(txn, order, &Event::PaymentRequiresAction { order_id, payment_id }).await
        }
        Outcome::Failed { code } if was_counted_on => lost(txn, order, payment_id, code).await,
        Outcome::Voided if was_counted_on => lost(txn, order, payment_id, "authorization_expired").await,
        Outcome::Failed { code } => {
            bump(txn, order, &Event::PaymentFailed { order_id, payment_id, code: code.clone() }).await
        }
        Outcome::Authorized { .. } => authorized(txn, order, payment).await,
        Outcome::AwaitsMoney(_) => awaited(txn, order, payment).await,
        Outcome::Processing | Outcome::Voided => Ok(()),
    }
}

pub(super) async fn save(txn: &Txn, payment: &payment::Model) -> Result<()> {
    payment::Entity::update_many()
        .set(payment.clone().into_active_model().reset_all())
        .filter(payment::Column::Id.eq(payment.id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Whether a receipt would change nothing, as far as can be seen without the order's lock: most webhooks tell what the
/// answer to the charge has told already. A payment only moves on: a receipt that leads nowhere now leads nowhere later.
pub async fn is_settled(db: &impl ConnectionTrait, payment_id: Uuid, receipt: &Receipt) -> Result<bool> {
    let payment = payment::Entity::find_by_id(payment_id).one(db).await?;
    Ok(payment.is_some_and(|payment| {
        payment.reference.as_ref() == Some(&receipt.reference)
            && PAYMENT.next(asked(payment.state), PaymentEvent::from(&receipt.outcome)).is_none()
    }))
}

/// A receipt proves that the provider was asked, even if the note of it was lost with a process.
fn asked(state: PaymentState) -> PaymentState {
    if state == PaymentState::Created { PaymentState::Processing } else { state }
}

/// Notes that the provider did not answer, so that nobody takes the payment for failed.
pub async fn mark_unknown(store: &Store, payment_id: Uuid) -> Result<()> {
    payment::Entity::update_many()
        .set(payment::ActiveModel {
            state: Set(PaymentState::Unknown),
            updated_at: Set(now()),
            ..Default::default()
        })
        .filter(payment::Column::Id.eq(payment_id))
        .filter(payment::Column::State.eq(PaymentState::Processing))
        .exec(store.writer())
        .await?;
    Ok(())
}

/// As [`mark_unknown`], for a refund.
pub async fn mark_refund_unknown(store: &Store, refund_id: Uuid) -> Result<()> {
    refund::Entity::update_many()
        .set(refund::ActiveModel {
            state: Set(RefundState::Unknown),
            updated_at: Set(now()),
            ..Default::default()
        })
        .filter(refund::Column::Id.eq(refund_id))
        .filter(refund::Column::State.eq(RefundState::Processing))
        .exec(store.writer())
        .await?;
    Ok(())
}
