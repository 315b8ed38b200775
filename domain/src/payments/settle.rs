//! What a provider says about a payment, recorded once, whichever way it came.

use entity::states::{Axis, EntryKind, OrderState, PaymentState, RefundState};
use entity::{order, order_line, payment, payment_entry, refund};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use uuid::Uuid;

use super::state::{PAYMENT, PaymentEvent};
use super::{Outcome, Receipt, refund_rest};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::inventory;
use crate::orders::{OrderEvent, advance, bump, history, lock_of_payment};
use crate::promotions;
use crate::store::{Store, Txn};

/// Records a receipt and lets the order follow: paid, waiting for the payer, or free for another attempt. A receipt
/// that is known already, or that the payment's state has overtaken, changes nothing.
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
        _ => {}
    }
    payment::Entity::update_many()
        .set(changed.clone().into_active_model().reset_all())
        .filter(payment::Column::Id.eq(payment_id))
        .exec(txn)
        .await?;
    let (before, after) = (payment.state.as_str(), to.as_str());
    history(txn, order.id, Axis::Payment, payment_id, before, after, cause).await?;

    let order_id = order.id;
    match &receipt.outcome {
        Outcome::Captured => captured(txn, &mut order, &changed, &receipt.reference).await,
        Outcome::RequiresAction { .. } => {
            bump(txn, &mut order, &Event::PaymentRequiresAction { order_id, payment_id }).await
        }
        Outcome::Failed { code } => {
            bump(txn, &mut order, &Event::PaymentFailed { order_id, payment_id, code: code.clone() }).await
        }
        Outcome::Authorized | Outcome::Voided => Ok(()),
    }
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

/// Books the money, and places the order if that is what it waited for.
async fn captured(
    txn: &Txn,
    order: &mut order::Model,
    payment: &payment::Model,
    reference: &str,
) -> Result<()> {
    let entry = payment_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        order_id: Set(order.id),
        payment_id: Set(payment.id),
        kind: Set(EntryKind::Capture),
        amount_minor: Set(payment.amount_minor),
        currency: Set(payment.currency.clone()),
        provider: Set(payment.provider.clone()),
        reference: Set(reference.to_owned()),
        created_at: Set(now()),
    };
    payment_entry::Entity::insert(entry).exec_without_returning(txn).await?;
    order.captured_minor += payment.amount_minor;

    let (order_id, payment_id, amount_minor) = (order.id, payment.id, payment.amount_minor);
    let wanted = match order.state {
        OrderState::AwaitingPayment => true,
        OrderState::Expired => hold_again(txn, order).await?,
        _ => false,
    };
    if wanted {
        inventory::commit(txn, order_id).await?;
        advance(txn, order, OrderEvent::Paid, "paid").await?;
        return bump(txn, order, &Event::OrderPaid { order_id, payment_id, amount_minor }).await;
    }
    tracing::warn!(%order_id, %payment_id, "payment {payment_id} came for an order that is {}; refunding", order.state);
    bump(txn, order, &Event::PaymentCameLate { order_id, payment_id, amount_minor }).await?;
    refund_rest(txn, order, "the payment came too late").await
}

/// Holds the stock of an expired order anew, if it is still there.
async fn hold_again(txn: &Txn, order: &order::Model) -> Result<bool> {
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order.id)).all(txn).await?;
    if !inventory::all_available(txn, &lines).await? {
        return Ok(false);
    }
    promotions::retake(txn, order.id).await?;
    inventory::hold(txn, order.id, &lines, order.hold_until).await?;
    Ok(true)
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
