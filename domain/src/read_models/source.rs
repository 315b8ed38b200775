//! The events that projections of orders read.

use entity::event;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::events::{self, Event, OrderPlaced};

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

/// What a projection needs of a row of the log.
#[derive(FromQueryResult)]
struct Stored {
    aggregate_id: Uuid,
    version: i64,
    kind: String,
    payload: serde_json::Value,
    recorded_at: Timestamp,
}

/// All events of these orders, in the order of their ids.
pub(super) async fn of_orders(db: &impl ConnectionTrait, orders: &[Uuid]) -> Result<Vec<OrderEvents>> {
    let query = ordered().filter(event::Column::AggregateId.is_in(orders.iter().copied()));
    grouped(query.into_model().all(db).await?)
}

/// Up to `limit` events of the orders after `after`, of these kinds or of all: each order whole, in the order of their
/// ids. Empty at the end.
pub(super) async fn page(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    kinds: Option<&[&str]>,
    mut limit: u64,
) -> Result<Vec<OrderEvents>> {
    loop {
        let mut query = ordered().limit(limit);
        if let Some(after) = after {
            query = query.filter(event::Column::AggregateId.gt(after));
        }
        if let Some(kinds) = kinds {
            query = query.filter(event::Column::Kind.is_in(kinds.iter().copied()));
        }
        let rows: Vec<Stored> = query.into_model().all(db).await?;
        let is_cut = rows.len() as u64 == limit;
        let mut orders = grouped(rows)?;
        if is_cut {
            // The last order may have more.
            orders.pop();
            if orders.is_empty() {
                limit *= 2;
                continue;
            }
        }
        return Ok(orders);
    }
}

/// How many events [`page`] has to offer.
pub(super) async fn count(db: &impl ConnectionTrait, kinds: Option<&[&str]>) -> Result<u64> {
    use sea_orm::PaginatorTrait;
    let mut query = event::Entity::find().filter(event::Column::Aggregate.eq("order"));
    if let Some(kinds) = kinds {
        query = query.filter(event::Column::Kind.is_in(kinds.iter().copied()));
    }
    Ok(query.count(db).await?)
}

fn ordered() -> Select<event::Entity> {
    event::Entity::find()
        .select_only()
        .column(event::Column::AggregateId)
        .column(event::Column::Version)
        .column(event::Column::Kind)
        .column(event::Column::Payload)
        .column(event::Column::RecordedAt)
        .filter(event::Column::Aggregate.eq("order"))
        .order_by_asc(event::Column::AggregateId)
        .order_by_asc(event::Column::Version)
}

fn grouped(rows: Vec<Stored>) -> Result<Vec<OrderEvents>> {
    let mut orders: Vec<OrderEvents> = Vec::new();
    for row in rows {
        let event = events::decode_parts(&row.kind, row.payload).map_err(|error| {
            let (kind, id, version) = (&row.kind, row.aggregate_id, row.version);
            Error::Corrupt(format!("event {version} ({kind}) of order {id} cannot be read: {error}"))
        })?;
        let sourced = Sourced { version: row.version, kind: row.kind, recorded_at: row.recorded_at, event };
        match orders.last_mut() {
            Some(order) if order.order_id == row.aggregate_id => order.events.push(sourced),
            _ => orders.push(OrderEvents { order_id: row.aggregate_id, events: vec![sourced] }),
        }
    }
    Ok(orders)
}

/// Folds the events of each of these orders into a row: `first` makes it of the order's placing, `apply` brings it past
/// one event after the other, the placing included.
pub(super) fn fold<R>(
    orders: Vec<OrderEvents>,
    first: fn(&OrderPlaced) -> R,
    apply: fn(&mut R, &Sourced),
) -> Result<Vec<R>> {
    let mut rows = Vec::with_capacity(orders.len());
    for OrderEvents { order_id, events } in orders {
        let Some(Sourced { event: Event::OrderPlaced(placed), .. }) = events.first() else {
            return Err(Error::Corrupt(format!("the first event of order {order_id} is not its placing")));
        };
        let mut row = first(placed);
        for sourced in &events {
            apply(&mut row, sourced);
        }
        rows.push(row);
    }
    Ok(rows)
}
