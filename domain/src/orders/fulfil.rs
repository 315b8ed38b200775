//! Packing, shipping, delivering.

use entity::order;
use entity::states::{Axis, FulfilmentState, OrderState};
use uuid::Uuid;

use super::state::{FULFILMENT, FulfilmentEvent, OrderEvent};
use super::transition::{advance, bump, history, lock};
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::store::Txn;

/// Moves a paid order one step along; a delivered order is completed. `tracking` is kept when given.
///
/// # Errors
/// `Conflict` `not_paid` or `wrong_fulfilment_state`.
pub async fn fulfil(
    txn: &Txn,
    order_id: Uuid,
    step: FulfilmentEvent,
    tracking: Option<String>,
) -> Result<order::Model> {
    let mut order = lock(txn, order_id).await?;
    if order.state != OrderState::Placed {
        let detail = format!("only a paid order can be sent; this one is {}", order.state);
        return Err(Error::conflict("not_paid", detail));
    }
    let before = order.clone();
    let from = order.fulfilment;
    let to = FULFILMENT.next(from, step).filter(|to| *to != FulfilmentState::Cancelled).ok_or_else(|| {
        Error::conflict("wrong_fulfilment_state", format!("this cannot be done with an order that is {from}"))
    })?;
    order.fulfilment = to;
    if tracking.is_some() {
        order.tracking = tracking;
    }
    history(txn, order_id, Axis::Fulfilment, order_id, from.as_str(), to.as_str(), "staff").await?;
    bump(txn, &mut order, &Event::FulfilmentChanged { order_id, fulfilment: to }).await?;
    if to == FulfilmentState::Delivered {
        advance(txn, &mut order, OrderEvent::Delivered, "delivered").await?;
        bump(txn, &mut order, &Event::OrderCompleted { order_id }).await?;
    }
    audit::changed(txn, Action::OrderFulfil, &before, &order).await?;
    Ok(order)
}
