//! Before the provider is asked: whether it still should be, and with what.

use entity::states::{Axis, OrderState, PaymentState};
use entity::{order, payment};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::state::{PAYMENT, PaymentEvent};
use super::Charge;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::orders::history;
use crate::store::{Store, Txn};

/// Marks a payment as being charged and says what to ask the provider for; `None` when there is nothing to charge (any
/// more): it was settled by an earlier run or a webhook, or the order no longer waits for money.
pub async fn begin_charge(store: &Store, payment_id: Uuid, public_url: &str) -> Result<Option<(payment::Model, Charge)>> {
    let payment = payment::Entity::find_by_id(payment_id).one(store.read()).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    let order = order::Entity::find_by_id(payment.order_id).one(store.read()).await?;
    let order = order.ok_or(Error::NotFound { what: "order" })?;
    match payment.state {
        PaymentState::Created | PaymentState::Unknown if order.state != OrderState::AwaitingPayment => {
            if payment.state == PaymentState::Created {
                store.write(async |txn| void_unasked(txn, &payment).await).await?;
            }
            return Ok(None);
        }
        PaymentState::Created | PaymentState::Unknown => {
            let begun = PAYMENT.next(payment.state, PaymentEvent::ChargeBegun).unwrap_or(PaymentState::Processing);
            // If this note is lost with the database host, the provider is asked twice, under the same key.
            let changed = payment::Entity::update_many()
                .set(payment::ActiveModel { state: Set(begun), updated_at: Set(now()), ..Default::default() })
                .filter(payment::Column::Id.eq(payment_id))
                .filter(payment::Column::State.eq(payment.state))
                .exec(store.relaxed())
                .await?;
            if changed.rows_affected == 0 {
                return Ok(None); // Somebody else was faster; whoever it was settles it.
            }
        }
        // An earlier run died between asking and recording: ask again under the same key.
        PaymentState::Processing => {}
        _ => return Ok(None),
    }
    let charge = Charge {
        payment_id,
        order_number: order.number,
        amount_minor: payment.amount_minor,
        currency: payment.currency.clone(),
        token: payment.token.clone(),
        return_url: format!("{public_url}/api/v1/orders/{}", order.id),
    };
    Ok(Some((payment, charge)))
}

/// A payment that the provider has never heard of can simply be closed.
async fn void_unasked(txn: &Txn, payment: &payment::Model) -> Result<()> {
    let voided = payment::Entity::update_many()
        .set(payment::ActiveModel { state: Set(PaymentState::Voided), updated_at: Set(now()), ..Default::default() })
        .filter(payment::Column::Id.eq(payment.id))
        .filter(payment::Column::State.eq(PaymentState::Created))
        .exec(txn)
        .await?;
    if voided.rows_affected == 0 {
        return Ok(());
    }
    let (from, to) = (payment.state.as_str(), PaymentState::Voided.as_str());
    history(txn, payment.order_id, Axis::Payment, payment.id, from, to, "the order no longer waits for money").await
}

/// Payments of an order that could still come through.
pub async fn open_of_order(db: &impl ConnectionTrait, order_id: Uuid) -> Result<Vec<payment::Model>> {
    let open = [PaymentState::Created, PaymentState::RequiresAction, PaymentState::Authorized];
    let rows = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order_id))
        .filter(payment::Column::State.is_in(open))
        .all(db)
        .await?;
    Ok(rows)
}

/// Closes those payments of an order that the provider has not been asked for yet.
pub async fn give_up_open(txn: &Txn, order_id: Uuid) -> Result<()> {
    for payment in open_of_order(txn, order_id).await? {
        if payment.state == PaymentState::Created {
            void_unasked(txn, &payment).await?;
        }
    }
    Ok(())
}
