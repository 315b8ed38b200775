//! Taking money that was authorised: when the goods go out, or when staff say so. A job asks the provider.

use entity::states::PaymentState;
use entity::{order, payment};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::Capture;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::money;
use crate::orders::{bump, lock};
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct CaptureOrder {
    pub order_id: Uuid,
    /// All that was authorised when left out. What is not captured is given up.
    pub amount_minor: Option<i64>,
}

/// Asks for the money of the order's authorisation; a job takes it.
///
/// # Errors
/// `Conflict` `nothing_authorized` or `capture_under_way`; `Refused` `more_than_authorized`.
pub async fn capture(txn: &Txn, request: &CaptureOrder) -> Result<payment::Model> {
    let mut order = lock(txn, request.order_id).await?;
    let authorized = authorized_of(txn, order.id).await?;
    let nothing = || Error::conflict("nothing_authorized", "no payment of this order waits to be captured");
    let first = authorized.first().ok_or_else(nothing)?;
    let under_way = || Error::conflict("capture_under_way", "the payment is being captured already");
    let payment = authorized.iter().find(|row| row.capture_minor.is_none()).ok_or_else(under_way)?;
    let amount = request.amount_minor.unwrap_or(payment.amount_minor);
    if amount <= 0 {
        return Err(Error::invalid("amount_minor", "must be more than 0"));
    }
    if amount > payment.amount_minor {
        let detail = format!("only {} is authorised", money::format(first.amount_minor, &first.currency));
        return Err(Error::refused("more_than_authorized", detail));
    }
    let payment = ask(txn, &mut order, payment, amount).await?;
    let said = json!({ "payment_id": payment.id, "amount_minor": amount });
    audit::did(txn, Action::OrderCapture, order.id, None, Some(said)).await?;
    Ok(payment)
}

/// Asks for all that is authorised and not asked for yet: the goods are on their way.
pub(crate) async fn capture_shipped(txn: &Txn, order: &mut order::Model) -> Result<()> {
    for payment in authorized_of(txn, order.id).await? {
        if payment.capture_minor.is_none() {
            ask(txn, order, &payment, payment.amount_minor).await?;
        }
    }
    Ok(())
}

async fn authorized_of(txn: &Txn, order_id: Uuid) -> Result<Vec<payment::Model>> {
    let rows = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order_id))
        .filter(payment::Column::State.eq(PaymentState::Authorized))
        .order_by_asc(payment::Column::Id)
        .all(txn)
        .await?;
    Ok(rows)
}

async fn ask(
    txn: &Txn,
    order: &mut order::Model,
    payment: &payment::Model,
    amount_minor: i64,
) -> Result<payment::Model> {
    let now = now();
    let asked = payment::ActiveModel {
        capture_minor: Set(Some(amount_minor)),
        updated_at: Set(now),
        ..Default::default()
    };
    payment::Entity::update_many().set(asked).filter(payment::Column::Id.eq(payment.id)).exec(txn).await?;
    let event = Event::CaptureRequested { order_id: order.id, payment_id: payment.id, amount_minor };
    bump(txn, order, &event).await?;
    Ok(payment::Model { capture_minor: Some(amount_minor), updated_at: now, ..payment.clone() })
}

/// What to ask which provider for; `None` when the payment was captured, voided or lost meanwhile.
pub async fn capture_to_make(
    db: &impl ConnectionTrait,
    payment_id: Uuid,
) -> Result<Option<(String, Capture)>> {
    let payment = payment::Entity::find_by_id(payment_id).one(db).await?;
    let payment = payment.ok_or(Error::NotFound { what: "payment" })?;
    let (PaymentState::Authorized, Some(amount_minor)) = (payment.state, payment.capture_minor) else {
        return Ok(None);
    };
    let reference = payment
        .reference
        .ok_or_else(|| Error::Corrupt(format!("payment {payment_id} was authorised without a reference")))?;
    let whole = amount_minor == payment.amount_minor;
    Ok(Some((payment.provider, Capture { payment_id, reference, amount_minor, whole })))
}
