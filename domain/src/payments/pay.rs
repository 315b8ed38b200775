//! Paying again: another attempt for an order whose payment failed or needs another instrument.

use entity::payment;
use entity::states::{OrderState, PaymentState};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::attempt::attempt;
use super::book::going_back;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::orders::{PaymentChoice, bump, lock};
use crate::settings::ShopSettings;
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct PayOrder {
    pub order_id: Uuid,
    pub payment: PaymentChoice,
}

/// Starts another attempt: for an order that waits for its money, or was placed and lost what was to pay it. One that
/// waits for the payer is replaced; one that is with the provider is not.
///
/// # Errors
/// `Conflict` `not_awaiting_payment` or `payment_under_way`.
pub async fn pay(txn: &Txn, request: PayOrder, settings: &ShopSettings) -> Result<payment::Model> {
    use PaymentState::{Authorized, AwaitingMoney, Created, Processing, Unknown};
    let mut order = lock(txn, request.order_id).await?;
    let owed = match order.state {
        OrderState::AwaitingPayment => {
            order.total_minor - order.captured_minor + going_back(txn, order.id).await?
        }
        OrderState::Placed => order.total_minor - order.captured_minor,
        _ => 0,
    };
    if owed <= 0 {
        let detail = format!("the order is {} and does not wait for a payment", order.state);
        return Err(Error::conflict("not_awaiting_payment", detail));
    }
    let mut busy = vec![Created, Processing, Authorized, Unknown];
    if order.state == OrderState::Placed {
        busy.push(AwaitingMoney);
    }
    let under_way = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order.id))
        .filter(payment::Column::State.is_in(busy))
        .one(txn)
        .await?;
    if under_way.is_some() {
        return Err(Error::conflict("payment_under_way", "a payment is under way; wait for its outcome"));
    }
    let payment = attempt(&order, &request.payment, owed, settings, now());
    payment::Entity::insert(payment.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await?;
    let event = Event::PaymentStarted { order_id: order.id, payment_id: payment.id };
    bump(txn, &mut order, &event).await?;
    Ok(payment)
}
