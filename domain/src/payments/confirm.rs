//! Orders that may be sent before their money is here: it is authorised, or paid to who delivers. And orders that wait for
//! money that their payer sends.

use entity::states::{OrderState, PaymentState};
use entity::{order, order_line, payment};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::Result;
use crate::events::Event;
use crate::orders::{OrderEvent, advance, bump};
use crate::store::Txn;
use crate::{inventory, promotions};

/// Why an order is held whose authorisation is gone. Lifted by the next payment.
const UNCOVERED: &str = "the authorisation of its payment is gone; it needs another payment";

/// The money is set aside: the order may be sent. One that no longer wants it lets go of it.
pub(super) async fn authorized(txn: &Txn, order: &mut order::Model, payment: &payment::Model) -> Result<()> {
    if is_wanted(txn, order, payment).await? {
        confirm(txn, order, payment, "authorized").await
    } else {
        unwanted(txn, order, payment).await
    }
}

/// The payer was told how to pay. Without a term the goods go out first.
pub(super) async fn awaited(txn: &Txn, order: &mut order::Model, payment: &payment::Model) -> Result<()> {
    let (order_id, payment_id) = (order.id, payment.id);
    match payment.expires_at {
        None if is_wanted(txn, order, payment).await? => {
            confirm(txn, order, payment, "paid on delivery").await
        }
        Some(until) if order.state == OrderState::AwaitingPayment => {
            order.hold_until = until;
            bump(txn, order, &Event::PaymentAwaited { order_id, payment_id }).await
        }
        _ => unwanted(txn, order, payment).await,
    }
}

/// An authorisation that the order counted on is gone: it is held until there is another payment.
pub(super) async fn lost(txn: &Txn, order: &mut order::Model, payment_id: Uuid, code: &str) -> Result<()> {
    let order_id = order.id;
    tracing::error!(%order_id, %payment_id, code, "the authorisation {payment_id} is gone: {code}");
    order.hold_reason.get_or_insert_with(|| UNCOVERED.to_owned());
    bump(txn, order, &Event::AuthorizationLost { order_id, payment_id, code: code.to_owned() }).await
}

/// Ends the hold that the lack of a payment made; one of staff stays.
pub(super) fn lift_hold(order: &mut order::Model) {
    if order.hold_reason.as_deref() == Some(UNCOVERED) {
        order.hold_reason = None;
    }
}

async fn confirm(txn: &Txn, order: &mut order::Model, payment: &payment::Model, cause: &str) -> Result<()> {
    let (order_id, payment_id) = (order.id, payment.id);
    if order.state != OrderState::Placed {
        inventory::commit(txn, order_id).await?;
        advance(txn, order, OrderEvent::Confirmed, cause).await?;
    }
    lift_hold(order);
    let authorized = payment.state == PaymentState::Authorized;
    bump(txn, order, &Event::OrderConfirmed { order_id, payment_id, authorized }).await
}

async fn unwanted(txn: &Txn, order: &mut order::Model, payment: &payment::Model) -> Result<()> {
    let (order_id, payment_id) = (order.id, payment.id);
    bump(txn, order, &Event::AuthorizationCameLate { order_id, payment_id }).await
}

/// Whether the order waits for a payment, or could still be sold, or lost what was to pay it.
async fn is_wanted(txn: &Txn, order: &order::Model, payment: &payment::Model) -> Result<bool> {
    match order.state {
        OrderState::AwaitingPayment => Ok(true),
        OrderState::Expired => Box::pin(hold_again(txn, order)).await,
        OrderState::Placed => {
            Ok(order.captured_minor < order.total_minor && !is_covered(txn, order.id, payment.id).await?)
        }
        OrderState::Completed | OrderState::Cancelled => Ok(false),
    }
}

/// Whether a payment other than `but` is counted on.
pub(super) async fn is_covered(db: &impl ConnectionTrait, order_id: Uuid, but: Uuid) -> Result<bool> {
    let other = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order_id))
        .filter(payment::Column::Id.ne(but))
        .filter(payment::Column::State.is_in([PaymentState::Authorized, PaymentState::AwaitingMoney]))
        .one(db)
        .await?;
    Ok(other.is_some())
}

/// Holds the stock of an expired order anew, if it is still there.
pub(super) async fn hold_again(txn: &Txn, order: &order::Model) -> Result<bool> {
    let lines = order_line::Entity::find().filter(order_line::Column::OrderId.eq(order.id)).all(txn).await?;
    if !inventory::is_there(txn, order.id, &lines).await? {
        return Ok(false);
    }
    promotions::retake(txn, order.id).await?;
    inventory::hold_again(txn, order.id, &lines, order.hold_until).await?;
    Ok(true)
}
