//! Money that no provider tells of: transfers to the shop's account, and cash at the door. Staff record it.

use entity::states::{Axis, EntryKind, PaymentState};
use entity::{order, payment, payment_entry};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::book::book;
use super::settle::save;
use super::state::{PAYMENT, PaymentEvent};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::money::MAX_MINOR;
use crate::orders::{history, lock};
use crate::store::Txn;

/// The payer sends the money to the shop's account, with the order's number as its reference.
pub const BANK_TRANSFER: &str = "bank_transfer";
/// The payer hands the money to who delivers.
pub const CASH_ON_DELIVERY: &str = "cash_on_delivery";

/// Whether people, and no provider's machine, move the money of these payments.
pub fn is_by_hand(provider: &str) -> bool {
    matches!(provider, BANK_TRANSFER | CASH_ON_DELIVERY)
}

#[derive(Debug, Clone)]
pub struct ReceiveMoney {
    pub order_id: Uuid,
    pub payment_id: Uuid,
    pub amount_minor: i64,
    /// The bank's name for the movement, or the number of the receipt. Each is booked once.
    pub reference: String,
}

/// Books money that came: a part, all, or too much, in time or late. What is too much or too late goes back.
///
/// # Errors
/// `NotFound` when the order has no such payment; `Conflict` `already_booked`, `not_by_hand` or `payment_under_way`.
pub async fn receive(txn: &Txn, request: &ReceiveMoney) -> Result<payment::Model> {
    if !(1..=MAX_MINOR).contains(&request.amount_minor) {
        return Err(Error::invalid("amount_minor", "must be more than 0, and an amount that can be booked"));
    }
    let mut order = lock(txn, request.order_id).await?;
    let payment = payment::Entity::find_by_id(request.payment_id).one(txn).await?;
    let payment =
        payment.filter(|row| row.order_id == order.id).ok_or(Error::NotFound { what: "payment" })?;
    if payment.provider == CASH_ON_DELIVERY && payment.state == PaymentState::Captured {
        let detail = "all of it is booked: delivering the last parcel books what is paid at the door";
        return Err(Error::conflict("already_booked", detail));
    }
    let reference = request.reference.trim();
    let received = take(txn, &mut order, &payment, request.amount_minor, reference).await?;
    let said = json!({
        "payment_id": payment.id, "amount_minor": request.amount_minor, "reference": reference,
    });
    audit::did(txn, Action::OrderReceive, order.id, None, Some(said)).await?;
    Ok(received)
}

pub(super) async fn take(
    txn: &Txn,
    order: &mut order::Model,
    payment: &payment::Model,
    amount_minor: i64,
    reference: &str,
) -> Result<payment::Model> {
    if !is_by_hand(&payment.provider) {
        let detail = format!("{} tells of its money by itself", payment.provider);
        return Err(Error::conflict("not_by_hand", detail));
    }
    if matches!(payment.state, PaymentState::Created | PaymentState::Processing | PaymentState::Unknown) {
        return Err(Error::conflict("payment_under_way", "the payment is only being prepared; try again"));
    }
    let known = payment_entry::Entity::find()
        .filter(payment_entry::Column::Provider.eq(payment.provider.as_str()))
        .filter(payment_entry::Column::Kind.eq(EntryKind::Capture))
        .filter(payment_entry::Column::Reference.eq(reference))
        .one(txn)
        .await?;
    if known.is_some() {
        let detail = format!("the movement {reference} is booked already");
        return Err(Error::conflict("already_booked", detail));
    }
    let so_far = payment.capture_minor.unwrap_or(0).saturating_add(amount_minor);
    let is_whole = so_far >= payment.amount_minor || payment.state != PaymentState::AwaitingMoney;
    let next = PAYMENT.next(payment.state, PaymentEvent::Captured).filter(|_| is_whole);
    let state = next.unwrap_or(payment.state);
    let received =
        payment::Model { state, capture_minor: Some(so_far), updated_at: now(), ..payment.clone() };
    save(txn, &received).await?;
    if state != payment.state {
        let (from, to) = (payment.state.as_str(), state.as_str());
        history(txn, order.id, Axis::Payment, payment.id, from, to, "staff").await?;
    }
    book(txn, order, &received, amount_minor, reference).await?;
    Ok(received)
}
