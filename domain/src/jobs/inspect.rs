//! Looking at the ledger.

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::Queue;
use super::queues::{QueueDepth, depths, outbox};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};

/// The ledger and the outbox in a few numbers.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// (queue, state, jobs)
    pub counts: Vec<(String, JobState, i64)>,
    /// When the oldest job that could run became due.
    pub oldest_due: Option<Timestamp>,
    /// When the oldest unpublished event was recorded.
    pub oldest_event: Option<Timestamp>,
    pub unpublished_events: i64,
}

/// Jobs that are not done yet, by queue and state, and how far behind everything is.
pub async fn overview(db: &impl ConnectionTrait) -> Result<Overview> {
    let depths = depths(db).await?;
    let outbox = outbox(db).await?;
    let could_run = |depth: &&QueueDepth| matches!(depth.state, JobState::Pending | JobState::Queued);
    Ok(Overview {
        oldest_due: depths.iter().filter(could_run).filter_map(|depth| depth.oldest_due).min(),
        counts: depths.into_iter().map(|depth| (depth.queue, depth.state, depth.jobs)).collect(),
        unpublished_events: outbox.unpublished,
        oldest_event: outbox.oldest,
    })
}

/// Whether any event is unpublished or any job queued, running or due.
pub async fn is_busy(db: &impl ConnectionTrait) -> Result<bool> {
    let unpublished = entity::event::Entity::find()
        .select_only()
        .column(entity::event::Column::Id)
        .filter(entity::event::Column::PublishedAt.is_null());
    let due = job::Column::State.eq(JobState::Pending).and(job::Column::RunAt.lte(now()));
    let under_way = job::Column::State.is_in([JobState::Queued, JobState::Running]).or(due);
    let jobs = job::Entity::find().select_only().column(job::Column::Id).filter(under_way);
    // One statement: with two, a job that ends with an event, or an event that becomes a job, could hide in between.
    let busy = Expr::exists(unpublished.into_query()).or(Expr::exists(jobs.into_query()));
    let row = db.query_one(Query::select().expr_as(busy, "busy")).await?;
    Ok(row.map(|row| row.try_get::<bool>("", "busy")).transpose()?.unwrap_or(false))
}

/// The time up to which events are certainly in the read models: when the oldest projection that waits became due, or
/// the oldest unpublished event was recorded. `None` when nothing waits.
pub async fn projected_until(db: &impl ConnectionTrait) -> Result<Option<Timestamp>> {
    // The events first: one that is published in between is found among the jobs.
    let unpublished = entity::event::Entity::find()
        .filter(entity::event::Column::PublishedAt.is_null())
        .order_by_asc(entity::event::Column::RecordedAt)
        .one(db)
        .await?
        .map(|row| row.recorded_at);
    let waiting = job::Entity::find()
        .filter(job::Column::Queue.eq(Queue::Projections.as_str()))
        .filter(job::Column::State.is_in([JobState::Pending, JobState::Queued, JobState::Running]))
        .order_by_asc(job::Column::CreatedAt)
        .one(db)
        .await?
        .map(|row| row.created_at);
    Ok(match (waiting, unpublished) {
        (Some(waiting), Some(unpublished)) => Some(std::cmp::min(waiting, unpublished)),
        (waiting, unpublished) => waiting.or(unpublished),
    })
}

pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<job::Model> {
    job::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "job" })
}
