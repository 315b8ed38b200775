//! Cash at the door: what is left to be paid there, and what is taken off it before it is.

use entity::states::{Axis, OrderState, PaymentState, RefundState};
use entity::{order, payment, refund};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::RefundReceipt;
use super::make_refund::record;
use super::receive::{CASH_ON_DELIVERY, take};
use super::state::{REFUND, RefundEvent};
use crate::clock::now;
use crate::error::Result;
use crate::events::Event;
use crate::orders::{bump, history};
use crate::store::Txn;

/// A payment that is made at the door, and what is not booked of it.
pub(super) struct AtTheDoor {
    pub payment: payment::Model,
    pub left_minor: i64,
}

/// What a placed order will be paid with at the door.
pub(super) async fn at_the_door(
    db: &impl ConnectionTrait,
    order: &order::Model,
) -> Result<Option<AtTheDoor>> {
    if order.state != OrderState::Placed {
        return Ok(None);
    }
    let awaited = payment::Entity::find()
        .filter(payment::Column::OrderId.eq(order.id))
        .filter(payment::Column::Provider.eq(CASH_ON_DELIVERY))
        .filter(payment::Column::State.eq(PaymentState::AwaitingMoney))
        .one(db)
        .await?;
    Ok(awaited.map(|payment| AtTheDoor {
        left_minor: payment.amount_minor - payment.capture_minor.unwrap_or(0),
        payment,
    }))
}

/// Books what is to be paid at the door: everything was delivered. What was taken off it is booked as given back there.
pub(crate) async fn receive_delivered(txn: &Txn, order: &mut order::Model) -> Result<()> {
    let Some(AtTheDoor { payment, left_minor }) = at_the_door(txn, order).await? else { return Ok(()) };
    let reference = format!("delivery {}", order.number);
    take(txn, order, &payment, left_minor, &reference).await?;
    let mut left = left_minor;
    for row in requested_of(txn, &payment).await? {
        if row.amount_minor <= left {
            left -= row.amount_minor;
            let receipt = RefundReceipt { reference: format!("{reference} {}", row.id), failure: None };
            record(txn, order, &row, &receipt, "delivered").await?;
        }
    }
    Ok(())
}

/// Whether a refund is taken off what is paid at the door, since that much was not paid yet.
pub(super) async fn is_taken_off(
    db: &impl ConnectionTrait,
    payment: &payment::Model,
    refund: &refund::Model,
) -> Result<bool> {
    let is_awaited = payment.provider == CASH_ON_DELIVERY && payment.state == PaymentState::AwaitingMoney;
    Ok(is_awaited && refund.amount_minor > kept(db, payment).await?)
}

/// Nothing will be paid at the door any more: what was to be taken off it is given up, as far as it was never paid.
pub(crate) async fn nothing_at_the_door(txn: &Txn, order: &mut order::Model) -> Result<()> {
    let Some(AtTheDoor { payment, .. }) = at_the_door(txn, order).await? else { return Ok(()) };
    let mut kept = kept(txn, &payment).await?;
    for row in requested_of(txn, &payment).await? {
        if row.amount_minor <= kept {
            kept -= row.amount_minor;
            continue;
        }
        let Some(to) = REFUND.next(row.state, RefundEvent::GivenUp) else { continue };
        let code = "never_paid".to_owned();
        refund::Entity::update_many()
            .set(refund::ActiveModel {
                state: Set(to),
                failure_code: Set(Some(code.clone())),
                updated_at: Set(now()),
                ..Default::default()
            })
            .filter(refund::Column::Id.eq(row.id))
            .exec(txn)
            .await?;
        let (from, to) = (row.state.as_str(), to.as_str());
        history(txn, order.id, Axis::Refund, row.id, from, to, "nothing is paid at the door").await?;
        bump(txn, order, &Event::RefundFailed { order_id: order.id, refund_id: row.id, code }).await?;
    }
    Ok(())
}

/// What was paid and not given back yet.
async fn kept(db: &impl ConnectionTrait, payment: &payment::Model) -> Result<i64> {
    let made = refund::Entity::find()
        .filter(refund::Column::PaymentId.eq(payment.id))
        .filter(refund::Column::State.eq(RefundState::Succeeded))
        .all(db)
        .await?;
    Ok(payment.capture_minor.unwrap_or(0) - made.iter().map(|row| row.amount_minor).sum::<i64>())
}

async fn requested_of(db: &impl ConnectionTrait, payment: &payment::Model) -> Result<Vec<refund::Model>> {
    let requested = refund::Entity::find()
        .filter(refund::Column::PaymentId.eq(payment.id))
        .filter(refund::Column::State.eq(RefundState::Requested))
        .order_by_asc(refund::Column::Id);
    Ok(requested.all(db).await?)
}
