//! Writing events, and reading those of one aggregate back in order.

use entity::event;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::Value;
use uuid::Uuid;

use super::{Aggregate, Event};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::json;
use crate::store::Txn;
use crate::trace::{self, Cause, PRODUCED};

/// Announces `event` as version `version` of its aggregate. The caller holds the aggregate's row lock, and has taken
/// the version from that row.
pub async fn record(txn: &Txn, event: &Event, version: i64) -> Result<()> {
    event::Entity::insert(row(event, version, trace::cause())?).exec_without_returning(txn).await?;
    txn.announce();
    Ok(())
}

/// As [`record`] for events of many aggregates, each with its version and cause.
pub(crate) async fn record_all(txn: &Txn, events: &[(Event, i64, Cause)]) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    let rows = events.iter().map(|(event, version, cause)| row(event, *version, cause.clone()));
    let rows: Vec<event::ActiveModel> = rows.collect::<Result<_>>()?;
    event::Entity::insert_many(rows).exec_without_returning(txn).await?;
    txn.announce();
    Ok(())
}

fn row(event: &Event, version: i64, cause: Cause) -> Result<event::ActiveModel> {
    let id = Uuid::now_v7();
    let aggregate = event.aggregate();
    let (kind, payload) = json::split_tagged(event)?;
    tracing::debug!(target: PRODUCED, trace_id = cause.trace_id, span_id = trace::moment(id), "event {kind}");
    Ok(event::ActiveModel {
        id: Set(id),
        aggregate: Set(aggregate.name().to_owned()),
        aggregate_id: Set(aggregate.id()),
        version: Set(version),
        kind: Set(kind),
        payload: Set(payload),
        trace_id: Set(cause.trace_id),
        job_id: Set(cause.job_id),
        recorded_at: Set(now()),
        published_at: Set(None),
    })
}

/// The events of one aggregate after version `after`, in order, with their versions and times.
pub async fn of_aggregate(
    db: &impl ConnectionTrait,
    aggregate: Aggregate,
    after: i64,
) -> Result<Vec<(i64, Timestamp, Event)>> {
    let rows = event::Entity::find()
        .filter(event::Column::Aggregate.eq(aggregate.name()))
        .filter(event::Column::AggregateId.eq(aggregate.id()))
        .filter(event::Column::Version.gt(after))
        .order_by_asc(event::Column::Version)
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.version, row.recorded_at, decode(&row)?))).collect()
}

pub(crate) fn decode(row: &event::Model) -> Result<Event> {
    json::join_tagged(&row.kind, &row.payload)
        .map_err(|error| Error::Corrupt(format!("event {} ({}) cannot be read: {error}", row.id, row.kind)))
}

/// As [`decode`] without a copy of the payload, for readers of many.
pub(crate) fn decode_parts(kind: &str, payload: Value) -> Result<Event, serde_json::Error> {
    json::join_owned(kind, payload)
}
