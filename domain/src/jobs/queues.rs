//! How much waits in the queues and since when. It is read from the ledger by its partial indexes, so that a long past
//! costs nothing.

use entity::states::JobState;
use entity::{event, job};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement, UnionType};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use crate::clock::{Timestamp, now};
use crate::error::Result;

/// The jobs of a queue in one unfinished state.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct QueueDepth {
    pub queue: String,
    pub state: JobState,
    pub jobs: i64,
    /// Those that could run now.
    pub due: i64,
    /// When the first of those that could run became due.
    pub oldest_due: Option<Timestamp>,
}

/// Unfinished and dead jobs by queue and state.
pub async fn depths(db: &impl ConnectionTrait) -> Result<Vec<QueueDepth>> {
    let now = now();
    let select = |states: &[JobState]| {
        let is_due = job::Column::RunAt.lte(now);
        job::Entity::find()
            .select_only()
            .columns([job::Column::Queue, job::Column::State])
            .column_as(job::Column::Id.count(), "jobs")
            .column_as(Expr::case(is_due.clone(), 1).count(), "due")
            .column_as(Expr::case(is_due, Expr::col(job::Column::RunAt)).min(), "oldest_due")
            .filter(job::Column::State.is_in(states.iter().copied()))
            .group_by(job::Column::Queue)
            .group_by(job::Column::State)
            .into_query()
    };
    // Each in the words of one partial index: together they would be answered by reading the whole ledger.
    let mut all: SelectStatement = select(&[JobState::Pending]);
    all.union(UnionType::All, select(&[JobState::Queued, JobState::Running]));
    all.union(UnionType::All, select(&[JobState::Dead]));
    let mut waiting = select(&[JobState::Waiting]);
    waiting.and_where(job::Column::AfterId.is_not_null());
    all.union(UnionType::All, waiting);
    let rows = db.query_all(&all).await?;
    Ok(rows.iter().map(|row| QueueDepth::from_query_result(row, "")).collect::<Result<_, _>>()?)
}

/// The events whose jobs are not written yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromQueryResult)]
pub struct Outbox {
    pub unpublished: i64,
    /// When the oldest was recorded.
    pub oldest: Option<Timestamp>,
}

pub async fn outbox(db: &impl ConnectionTrait) -> Result<Outbox> {
    let outbox = event::Entity::find()
        .select_only()
        .column_as(event::Column::RecordedAt.min(), "oldest")
        .column_as(event::Column::Id.count(), "unpublished")
        .filter(event::Column::PublishedAt.is_null())
        .into_model::<Outbox>()
        .one(db)
        .await?;
    Ok(outbox.unwrap_or_default())
}

/// No job that was enqueued at or after `at` has a smaller id: ids begin with the time, in milliseconds.
pub(super) fn earliest_id(at: Timestamp) -> Uuid {
    let millis = u128::try_from(at.timestamp_millis()).unwrap_or_default();
    Uuid::from_u128((millis & 0xffff_ffff_ffff) << 80)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn ids_are_compared_by_their_time() {
        let before = now() - TimeDelta::seconds(1);
        let id = Uuid::now_v7();
        let after = now() + TimeDelta::seconds(1);
        assert!(earliest_id(before) <= id && id < earliest_id(after));
    }
}
