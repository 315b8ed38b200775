//! The events that a projection of orders reads.

use std::collections::HashMap;

use entity::event;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
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

/// All events of these orders, in version order.
async fn of_orders(db: &impl ConnectionTrait, orders: &[Uuid]) -> Result<HashMap<Uuid, Vec<Sourced>>> {
    let rows = event::Entity::find()
        .filter(event::Column::Aggregate.eq("order"))
        .filter(event::Column::AggregateId.is_in(orders.iter().copied()))
        .order_by_asc(event::Column::AggregateId)
        .order_by_asc(event::Column::Version)
        .all(db)
        .await?;
    let mut sourced: HashMap<Uuid, Vec<Sourced>> = HashMap::with_capacity(orders.len());
    for row in rows {
        let event = events::decode(&row)?;
        let entry = Sourced { version: row.version, kind: row.kind, recorded_at: row.recorded_at, event };
        sourced.entry(row.aggregate_id).or_default().push(entry);
    }
    Ok(sourced)
}

/// Folds the events of each of these orders into a row: `first` makes it of the order's placing, `apply` brings it past
/// one event after the other, the placing included.
pub(super) async fn fold_orders<R>(
    db: &impl ConnectionTrait,
    orders: &[Uuid],
    first: fn(&OrderPlaced) -> R,
    apply: fn(&mut R, &Sourced),
) -> Result<Vec<R>> {
    let mut rows = Vec::with_capacity(orders.len());
    for events in of_orders(db, orders).await?.into_values() {
        let Some(Sourced { event: Event::OrderPlaced(placed), .. }) = events.first() else {
            return Err(Error::Corrupt("an order's first event is not its placing".into()));
        };
        let mut row = first(placed);
        for sourced in &events {
            apply(&mut row, sourced);
        }
        rows.push(row);
    }
    Ok(rows)
}

/// Ids of orders that have events, ascending, after `after`.
pub(super) async fn order_ids(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Uuid>> {
    let mut query = event::Entity::find()
        .select_only()
        .column(event::Column::AggregateId)
        .filter(event::Column::Aggregate.eq("order"))
        .filter(event::Column::Version.eq(1))
        .order_by_asc(event::Column::AggregateId)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(event::Column::AggregateId.gt(after));
    }
    Ok(query.into_tuple().all(db).await?)
}
