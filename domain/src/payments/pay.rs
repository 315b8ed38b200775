//! Paying again: another attempt for an order whose payment failed or needs another instrument.

use entity::payment;
use entity::states::{OrderState, PaymentState};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders::{PaymentChoice, bump, lock};
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct PayOrder {
    pub order_id: Uuid,
    pub payment: PaymentChoice,
}

/// Starts another attempt. One that waits for the payer's action is replaced; one that is with the provider is not.
///
/// # Errors
/// `Conflict` `not_awaiting_payment` or `payment_under_way`.
pub async fn pay(txn: &Txn, request: PayOrder) -> Result<payment::Model> {
    let mut order = lock(txn, request.order_id).await?;
    if order.state != OrderState::AwaitingPayment {
        let detail = format!("the order is {} and does not wait for a payment", order.state);
        return Err(Error::conflict("not_awaiting_payment", detail));
    }
    let busy =
        [PaymentState::Created, PaymentState::Processing, PaymentState::Authorized, PaymentState::Unknown];
    let under_way = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order.id))
        .filter(payment::Column::State.is_in(busy))
        .one(txn)
        .await?;
    if under_way.is_some() {
        return Err(Error::conflict("payment_under_way", "a payment is under way; wait for its outcome"));
    }
    let now = now();
    let payment = payment::Model {
        id: Uuid::now_v7(),
        order_id: order.id,
        provider: request.payment.provider,
        reference: None,
        token: request.payment.token,
        state: PaymentState::Created,
        amount_minor: order.total_minor - order.captured_minor,
        currency: order.currency.clone(),
        failure_code: None,
        action_url: None,
        created_at: now,
        updated_at: now,
    };
    payment::Entity::insert(payment.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    let event = Event::PaymentStarted { order_id: order.id, payment_id: payment.id };
    bump(txn, &mut order, &event).await?;
    Ok(payment)
}
