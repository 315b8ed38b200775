//! Packing, shipping, delivering an order as a whole.

use entity::order;
use entity::states::{Axis, FulfilmentState};
use uuid::Uuid;

use super::ship::{ShipOrder, arrive_all, require_sendable, send};
use super::state::{FULFILMENT, FulfilmentEvent};
use super::transition::{bump, history, lock};
use crate::audit::{self, Action};
use crate::error::{Error, Result};
use crate::events::Event;
use crate::store::Txn;

/// Moves a paid order one step along: everything that is left goes out in one parcel, or all parcels arrive; a delivered
/// order is completed. `tracking` is kept when given.
///
/// # Errors
/// `Conflict` `not_paid`, `on_hold` or `wrong_fulfilment_state`.
pub async fn fulfil(
    txn: &Txn,
    order_id: Uuid,
    step: FulfilmentEvent,
    tracking: Option<String>,
) -> Result<order::Model> {
    let mut order = lock(txn, order_id).await?;
    require_sendable(&order)?;
    let before = order.clone();
    let from = order.fulfilment;
    let to = FULFILMENT.next(from, step).ok_or_else(|| {
        Error::conflict("wrong_fulfilment_state", format!("this cannot be done with an order that is {from}"))
    })?;
    if tracking.is_some() {
        order.tracking.clone_from(&tracking);
    }
    match to {
        FulfilmentState::Shipped => {
            let parcel = ShipOrder { order_id, tracking, ..ShipOrder::default() };
            send(txn, &mut order, &parcel).await?;
        }
        FulfilmentState::Delivered => arrive_all(txn, &mut order).await?,
        _ => {
            order.fulfilment = to;
            history(txn, order_id, Axis::Fulfilment, order_id, from.as_str(), to.as_str(), "staff").await?;
            bump(txn, &mut order, &Event::FulfilmentChanged { order_id, fulfilment: to }).await?;
        }
    }
    audit::changed(txn, Action::OrderFulfil, &before, &order).await?;
    Ok(order)
}
