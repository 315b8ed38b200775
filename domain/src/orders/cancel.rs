//! Cancelling: stock comes back, and money that was taken goes back.

use entity::order;
use entity::states::{Axis, OrderState, ReservationState};
use uuid::Uuid;

use super::state::{FULFILMENT, FulfilmentEvent, OrderEvent};
use super::transition::{advance, bump, history, lock};
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::store::Txn;
use crate::{inventory, payments, promotions};

/// Cancels an order that has not been shipped. What was captured is refunded by a job; a payment that is still under
/// way is given up, or refunded when it comes through after all.
///
/// # Errors
/// `Conflict` `already_shipped` or `wrong_order_state`. Cancelling twice is fine.
pub async fn cancel(txn: &Txn, order_id: Uuid, reason: &str) -> Result<order::Model> {
    let mut order = lock(txn, order_id).await?;
    if order.state == OrderState::Cancelled {
        return Ok(order);
    }
    let before = order.clone();
    let was_paid = order.state == OrderState::Placed;
    let Some(fulfilment) = FULFILMENT.next(order.fulfilment, FulfilmentEvent::Cancel) else {
        return Err(Error::conflict("already_shipped", "the order has been shipped; send it back instead"));
    };
    let written_off = payments::written_off(txn, order_id).await?;
    payments::nothing_at_the_door(txn, &mut order).await?;
    advance(txn, &mut order, OrderEvent::CancelRequested, reason).await?;
    let (from, to) = (order.fulfilment.as_str(), fulfilment.as_str());
    history(txn, order.id, Axis::Fulfilment, order.id, from, to, reason).await?;
    order.fulfilment = fulfilment;
    order.hold_reason = None;
    bump(txn, &mut order, &Event::OrderCancelled { order_id, reason: reason.to_owned() }).await?;
    if was_paid {
        inventory::restock(txn, order_id, &written_off).await?;
        payments::refund_rest(txn, &mut order, reason).await?;
    } else {
        promotions::release(txn, order_id).await?;
        inventory::release(txn, order_id, ReservationState::Released).await?;
        // A part of what was to be transferred may have come.
        payments::refund_rest(txn, &mut order, reason).await?;
    }
    audit::changed(txn, Action::OrderCancel, &before, &order).await?;
    Ok(order)
}
