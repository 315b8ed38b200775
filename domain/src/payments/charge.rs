//! Before the provider is asked: whether it still should be, and with what.

use entity::states::{Axis, OrderState, PaymentState};
use entity::{order, payment};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::confirm::is_covered;
use super::state::{PAYMENT, PaymentEvent};
use super::{Charge, Outcome, Receipt};
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

/// The receipt for what costs nothing.
pub fn free(charge: &Charge) -> Receipt {
    Receipt { reference: format!("free {}", charge.payment_id), outcome: Outcome::Captured }
}

/// Marks a payment as being charged and says how to go about it.
pub async fn begin_charge(store: &Store, payment_id: Uuid, public_url: &str) -> Result<Begin> {
    if let Some(payment) = mark_processing(store, payment_id, PaymentState::Created).await? {
        let (charge, waits) = charge_of(store, &payment, public_url).await?;
        if waits {
            return Ok(Begin::Ask(charge, payment));
        }
        store.write(async |txn| close_unreached(txn, &payment).await).await?;
        return Ok(Begin::Settled);
    }
    let payment = payment::Entity::find_by_id(payment_id).one(store.read()).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    let payment = match payment.state {
        PaymentState::Unknown => mark_processing(store, payment_id, PaymentState::Unknown).await?,
        // An earlier run died between asking and recording.
        PaymentState::Processing => Some(payment),
        PaymentState::Authorized if payment.expires_at.is_some_and(|until| until < now()) => {
            note_look(store, payment_id).await?;
            let (charge, _) = charge_of(store, &payment, public_url).await?;
            return Ok(Begin::LookUp { charge, payment, waits: false });
        }
        _ => None,
    };
    // Nothing to do, or somebody else was faster; whoever it was settles it.
    let Some(payment) = payment else { return Ok(Begin::Settled) };
    let (charge, waits) = charge_of(store, &payment, public_url).await?;
    Ok(Begin::LookUp { charge, payment, waits })
}

/// Begins the charge of a payment in state `from`; `None` when it is in another. If this note is lost with the database
/// host, the provider is asked twice, under the same key.
async fn mark_processing(
    store: &Store,
    payment_id: Uuid,
    from: PaymentState,
) -> Result<Option<payment::Model>> {
    let Some(begun) = PAYMENT.next(from, PaymentEvent::ChargeBegun) else { return Ok(None) };
    let begun = payment::Entity::update_many()
        .set(payment::ActiveModel { state: Set(begun), updated_at: Set(now()), ..Default::default() })
        .filter(payment::Column::Id.eq(payment_id))
        .filter(payment::Column::State.eq(from))
        .exec_with_returning(store.relaxed())
        .await?
        .pop();
    Ok(begun)
}

/// So that an authorisation whose time is over is not asked about again at once.
async fn note_look(store: &Store, payment_id: Uuid) -> Result<()> {
    payment::Entity::update_many()
        .set(payment::ActiveModel { updated_at: Set(now()), ..Default::default() })
        .filter(payment::Column::Id.eq(payment_id))
        .exec(store.relaxed())
        .await?;
    Ok(())
}

/// What to ask for, and whether the order still waits for it.
async fn charge_of(store: &Store, payment: &payment::Model, public_url: &str) -> Result<(Charge, bool)> {
    let order = order::Entity::find_by_id(payment.order_id).one(store.read()).await?;
    let order = order.ok_or(Error::NotFound { what: "order" })?;
    let waits = match order.state {
        OrderState::AwaitingPayment => true,
        // Placed on an authorisation that is gone.
        OrderState::Placed => {
            order.captured_minor < order.total_minor
                && !is_covered(store.read(), order.id, payment.id).await?
        }
        _ => false,
    };
    let charge = Charge {
        payment_id: payment.id,
        order_number: order.number,
        amount_minor: payment.amount_minor,
        currency: payment.currency.clone(),
        token: payment.token.clone(),
        return_url: format!("{public_url}/api/v1/orders/{}", order.id),
        capture: !payment.capture_later,
    };
    Ok((charge, waits))
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
    let open = [
        PaymentState::Created,
        PaymentState::RequiresAction,
        PaymentState::Authorized,
        PaymentState::AwaitingMoney,
    ];
    let rows = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order_id))
        .filter(payment::Column::State.is_in(open))
        .all(db)
        .await?;
    Ok(rows)
}

/// That payment, if it could still come through.
pub async fn open_payment(db: &impl ConnectionTrait, payment_id: Uuid) -> Result<Option<payment::Model>> {
    let payment = payment::Entity::find_by_id(payment_id).one(db).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    let of_order = open_of_order(db, payment.order_id).await?;
    Ok(of_order.into_iter().find(|open| open.id == payment_id))
}
