//! The events that projections of orders read, and how they become rows.

use std::collections::HashMap;

use entity::event;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::events::{Event, OrderPlaced, Recorded, ordered};

/// One event as a projection sees it.
pub(super) struct Sourced {
    pub version: i64,
    pub kind: String,
    pub recorded_at: Timestamp,
    pub event: Event,
}

/// The events of one order, in the order of their versions.
pub(super) struct OrderEvents {
    pub order_id: Uuid,
    pub events: Vec<Sourced>,
}

impl OrderEvents {
    /// The order's placing. The first events of an old order may be in files.
    pub fn placed(&self) -> Option<&OrderPlaced> {
        match &self.events.first()?.event {
            Event::OrderPlaced(placed) => Some(placed),
            _ => None,
        }
    }
}

/// The events of these orders that are in the table.
pub(super) async fn of_orders(db: &impl ConnectionTrait, orders: &[Uuid]) -> Result<Vec<Recorded>> {
    let query = ordered("order").filter(event::Column::AggregateId.is_in(orders.iter().copied()));
    Ok(query.into_model().all(db).await?)
}

/// `events` are in the order of order and version.
pub(super) fn by_order(events: Vec<Recorded>) -> Result<Vec<OrderEvents>> {
    let mut orders: Vec<OrderEvents> = Vec::new();
    for row in events {
        let (order_id, version, recorded_at) = (row.aggregate_id, row.version, row.recorded_at);
        let (kind, event) = row.decode()?;
        let sourced = Sourced { version, kind, recorded_at, event };
        match orders.last_mut() {
            Some(order) if order.order_id == order_id => order.events.push(sourced),
            _ => orders.push(OrderEvents { order_id, events: vec![sourced] }),
        }
    }
    Ok(orders)
}

/// Folds the events of each of these orders into a row: `first` makes it of the order's placing, `apply` brings it past
/// one event after the other, the placing included. Where the first events are missing, `bases` has the row that they
/// made, by its version.
pub(super) fn fold<R>(
    orders: Vec<OrderEvents>,
    mut bases: HashMap<Uuid, (i64, R)>,
    first: fn(&OrderPlaced) -> R,
    apply: fn(&mut R, &Sourced),
) -> Result<Vec<R>> {
    let mut rows = Vec::with_capacity(orders.len());
    for order in orders {
        let base = match order.placed() {
            Some(placed) => Some((0, first(placed))),
            None => bases.remove(&order.order_id),
        };
        let Some((version, mut row)) = base else {
            return Err(Error::Corrupt(format!(
                "the first events of order {} are in the archive, and it has no row; rebuild the read model",
                order.order_id
            )));
        };
        for sourced in order.events.iter().filter(|sourced| sourced.version > version) {
            apply(&mut row, sourced);
        }
        rows.push(row);
    }
    Ok(rows)
}
