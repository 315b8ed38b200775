//! Before the provider is asked: whether it still should be, and with what.

use entity::states::{Axis, OrderState, PaymentState};
use entity::{order, payment};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Charge;
use super::state::{PAYMENT, PaymentEvent};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::orders::history;
use crate::store::{Store, Txn};

/// What is to be done about a payment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begin {
    /// Nothing: an earlier run or a webhook has settled it, or it was never asked for and no longer is.
    Settled,
    /// The provider has not been asked yet.
    Ask(Charge, payment::Model),
    /// The provider may have been asked: look the payment up there first. If it is unknown there, charge it only if
    /// the order still `waits` for money.
    LookUp { charge: Charge, payment: payment::Model, waits: bool },
}

/// Marks a payment as being charged and says how to go about it.
pub async fn begin_charge(store: &Store, payment_id: Uuid, public_url: &str) -> Result<Begin> {
    let payment = payment::Entity::find_by_id(payment_id).one(store.read()).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    let order = order::Entity::find_by_id(payment.order_id).one(store.read()).await?;
    let order = order.ok_or(Error::NotFound { what: "order" })?;
    let waits = order.state == OrderState::AwaitingPayment;
    let charge = Charge {
        payment_id,
        order_number: order.number,
        amount_minor: payment.amount_minor,
        currency: payment.currency.clone(),
        token: payment.token.clone(),
        return_url: format!("{public_url}/api/v1/orders/{}", order.id),
    };
    match payment.state {
        PaymentState::Created if !waits => {
            store.write(async |txn| close_unreached(txn, &payment).await).await?;
            Ok(Begin::Settled)
        }
        PaymentState::Created | PaymentState::Unknown => {
            let begun =
                PAYMENT.next(payment.state, PaymentEvent::ChargeBegun).unwrap_or(PaymentState::Processing);
            // If this note is lost with the database host, the provider is asked twice, under the same key.
            let changed = payment::Entity::update_many()
                .set(payment::ActiveModel { state: Set(begun), updated_at: Set(now()), ..Default::default() })
                .filter(payment::Column::Id.eq(payment_id))
                .filter(payment::Column::State.eq(payment.state))
                .exec(store.relaxed())
                .await?;
            Ok(match changed.rows_affected {
                0 => Begin::Settled, // Somebody else was faster; whoever it was settles it.
                _ if payment.state == PaymentState::Created => Begin::Ask(charge, payment),
                _ => Begin::LookUp { charge, payment, waits },
            })
        }
        // An earlier run died between asking and recording.
        PaymentState::Processing => Ok(Begin::LookUp { charge, payment, waits }),
        _ => Ok(Begin::Settled),
    }
}

/// Closes a payment that the provider has never heard of.
pub async fn close_unreached(txn: &Txn, payment: &payment::Model) -> Result<()> {
    let unreached = [PaymentState::Created, PaymentState::Processing, PaymentState::Unknown];
    let voided = payment::Entity::update_many()
        .set(payment::ActiveModel {
            state: Set(PaymentState::Voided),
            updated_at: Set(now()),
            ..Default::default()
        })
        .filter(payment::Column::Id.eq(payment.id))
        .filter(payment::Column::State.is_in(unreached))
        .exec(txn)
        .await?;
    if voided.rows_affected == 0 {
        return Ok(());
    }
    let (from, to) = (payment.state.as_str(), PaymentState::Voided.as_str());
    history(
        txn,
        payment.order_id,
        Axis::Payment,
        payment.id,
        from,
        to,
        "the order no longer waits for money",
    )
    .await?;
    Ok(())
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
