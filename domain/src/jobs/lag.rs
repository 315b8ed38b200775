//! How far behind the queues are.

use entity::job;
use entity::states::JobState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::clock::{Timestamp, now};
use crate::error::Result;

/// Of each queue in which a job could run: when the oldest became due.
pub async fn oldest_due(db: &impl ConnectionTrait) -> Result<Vec<(String, Timestamp)>> {
    let rows: Vec<(String, Option<Timestamp>)> = job::Entity::find()
        .select_only()
        .column(job::Column::Queue)
        .column_as(job::Column::RunAt.min(), "due")
        .filter(job::Column::State.is_in([JobState::Pending, JobState::Queued]))
        .filter(job::Column::RunAt.lte(now()))
        .group_by(job::Column::Queue)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().filter_map(|(queue, due)| Some((queue, due?))).collect())
}
