//! Looking at the ledger.

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

use super::Queue;
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

#[derive(FromQueryResult)]
struct Count {
    queue: String,
    state: JobState,
    jobs: i64,
}

#[derive(FromQueryResult)]
struct Oldest {
    at: Option<Timestamp>,
    rows: i64,
}

/// Jobs that are not done yet, by queue and state, and how far behind everything is.
pub async fn overview(db: &impl ConnectionTrait) -> Result<Overview> {
    let counts = job::Entity::find()
        .select_only()
        .column(job::Column::Queue)
        .column(job::Column::State)
        .column_as(Expr::col(job::Column::Id).count(), "jobs")
        .filter(job::Column::State.is_in([
            JobState::Pending,
            JobState::Queued,
            JobState::Running,
            JobState::Dead,
        ]))
        .group_by(job::Column::Queue)
        .group_by(job::Column::State)
        .into_model::<Count>()
        .all(db)
        .await?;
    let due = job::Entity::find()
        .select_only()
        .column_as(job::Column::RunAt.min(), "at")
        .column_as(Expr::col(job::Column::Id).count(), "rows")
        .filter(job::Column::State.is_in([JobState::Pending, JobState::Queued]))
        .filter(job::Column::RunAt.lte(now()))
        .into_model::<Oldest>()
        .one(db)
        .await?;
    let events = entity::event::Entity::find()
        .select_only()
        .column_as(entity::event::Column::RecordedAt.min(), "at")
        .column_as(Expr::col(entity::event::Column::Id).count(), "rows")
        .filter(entity::event::Column::PublishedAt.is_null())
        .into_model::<Oldest>()
        .one(db)
        .await?;
    Ok(Overview {
        counts: counts.into_iter().map(|row| (row.queue, row.state, row.jobs)).collect(),
        oldest_due: due.and_then(|row| row.at),
        unpublished_events: events.as_ref().map_or(0, |row| row.rows),
        oldest_event: events.and_then(|row| row.at),
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

/// The newest jobs, of one state or kind if given, older than `before` if given.
pub async fn list(
    db: &impl ConnectionTrait,
    state: Option<JobState>,
    kind: Option<&str>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<job::Model>> {
    let mut query = job::Entity::find().order_by_desc(job::Column::Id).limit(limit);
    if let Some(state) = state {
        query = query.filter(job::Column::State.eq(state));
    }
    if let Some(kind) = kind {
        query = query.filter(job::Column::Kind.eq(kind));
    }
    if let Some(before) = before {
        query = query.filter(job::Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}
