//! Money that came, booked: it pays the order, or a part of it, or goes back.

use entity::states::{EntryKind, OrderState, RefundState};
use entity::{order, payment, payment_entry, refund};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::confirm::{hold_again, lift_hold};
use super::refund::{refund_newest, refund_rest};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::inventory;
use crate::orders::{OrderEvent, advance, bump};
use crate::store::Txn;

/// Books what came for a payment. Whole, it places the order or completes its payment; what is too much, or comes when
/// nobody wants it any more, goes back.
pub(super) async fn book(
    txn: &Txn,
    order: &mut order::Model,
    payment: &payment::Model,
    amount_minor: i64,
    reference: &str,
) -> Result<()> {
    if amount_minor > 0 {
        let entry = entry(payment, EntryKind::Capture, amount_minor, reference);
        payment_entry::Entity::insert(entry).exec_without_returning(txn).await?;
    }
    let owed_before = order.total_minor - order.captured_minor;
    order.captured_minor = order
        .captured_minor
        .checked_add(amount_minor)
        .ok_or_else(|| Error::invalid("amount_minor", "is more than can be booked"))?;

    let (order_id, payment_id) = (order.id, payment.id);
    match order.state {
        OrderState::AwaitingPayment | OrderState::Expired => {
            let kept = order.captured_minor - going_back(txn, order_id).await?;
            if kept >= order.total_minor && is_wanted(txn, order).await? {
                inventory::commit(txn, order_id).await?;
                advance(txn, order, OrderEvent::Paid, "paid").await?;
                bump(txn, order, &Event::OrderPaid { order_id, payment_id, amount_minor }).await?;
                return give_back(txn, order, kept - order.total_minor, "more than the order's total came")
                    .await;
            }
            if order.state == OrderState::AwaitingPayment {
                return bump(txn, order, &Event::PaymentCaptured { order_id, payment_id, amount_minor })
                    .await;
            }
        }
        OrderState::Placed | OrderState::Completed if owed_before > 0 => {
            lift_hold(order);
            let excess = order.captured_minor - order.total_minor;
            let event = if excess >= 0 {
                Event::OrderPaid { order_id, payment_id, amount_minor }
            } else {
                Event::PaymentCaptured { order_id, payment_id, amount_minor }
            };
            bump(txn, order, &event).await?;
            return give_back(txn, order, excess, "more than the order's total came").await;
        }
        OrderState::Placed | OrderState::Completed | OrderState::Cancelled => {}
    }
    tracing::warn!(%order_id, %payment_id, "payment {payment_id} came for an order that is {}; refunding", order.state);
    bump(txn, order, &Event::PaymentCameLate { order_id, payment_id, amount_minor }).await?;
    match order.state {
        // It was paid before: what paid it stays.
        OrderState::Placed | OrderState::Completed => {
            give_back(txn, order, amount_minor, "the order was paid already").await
        }
        _ => refund_rest(txn, order, "the payment came too late").await,
    }
}

/// An order that expired is sold after all if the goods are still there.
async fn is_wanted(txn: &Txn, order: &order::Model) -> Result<bool> {
    if order.state == OrderState::AwaitingPayment { Ok(true) } else { Box::pin(hold_again(txn, order)).await }
}

async fn give_back(txn: &Txn, order: &mut order::Model, excess_minor: i64, reason: &str) -> Result<()> {
    if excess_minor > 0 { refund_newest(txn, order, excess_minor, reason).await } else { Ok(()) }
}

/// What was given back or is about to be.
pub(super) async fn going_back(txn: &Txn, order_id: Uuid) -> Result<i64> {
    let amounts: Vec<i64> = refund::Entity::find()
        .select_only()
        .column(refund::Column::AmountMinor)
        .filter(refund::Column::OrderId.eq(order_id))
        .filter(refund::Column::State.ne(RefundState::Failed))
        .into_tuple()
        .all(txn)
        .await?;
    Ok(amounts.into_iter().sum())
}

/// A line of the books about a payment.
pub(super) fn entry(
    payment: &payment::Model,
    kind: EntryKind,
    amount_minor: i64,
    reference: &str,
) -> payment_entry::ActiveModel {
    payment_entry::ActiveModel {
        id: Set(Uuid::now_v7()),
        order_id: Set(payment.order_id),
        payment_id: Set(payment.id),
        kind: Set(kind),
        amount_minor: Set(amount_minor),
        currency: Set(payment.currency.clone()),
        provider: Set(payment.provider.clone()),
        reference: Set(reference.to_owned()),
        created_at: Set(now()),
    }
}
