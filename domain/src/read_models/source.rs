//! The events that a projection of orders reads.

use std::collections::HashMap;

use entity::event;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::events::{self, Event};

/// One event as a projection sees it.
pub(super) struct Sourced {
    pub version: i64,
    pub kind: String,
    pub recorded_at: Timestamp,
    pub event: Event,
}

/// All events of these orders, in version order.
pub(super) async fn of_orders(
    db: &impl ConnectionTrait,
    orders: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Sourced>>> {
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
