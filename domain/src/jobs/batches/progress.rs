//! How far a batch is: counted, not kept.

use std::collections::HashMap;

use entity::states::JobState;
use entity::{batch, job};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::error::{Error, Result};

/// The jobs of a batch by what became of them. Those that are none of these wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    pub total: i64,
    pub running: i64,
    pub done: i64,
    pub dead: i64,
    /// Cancelled, or discarded by a person.
    pub cancelled: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchState {
    /// Still gets jobs.
    Open,
    /// All jobs are in, and some have not ended.
    Running,
    /// All jobs are done.
    Succeeded,
    /// All jobs have ended, and some are dead or were given up.
    Failed,
    /// Somebody cancelled it, and its last run has ended.
    Cancelled,
}

impl BatchState {
    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// A batch and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    pub row: batch::Model,
    pub progress: Progress,
}

impl Batch {
    pub fn state(&self) -> BatchState {
        let all_done = self.progress.done == self.progress.total;
        match (self.row.ended_at, self.row.sealed_at) {
            (None, None) => BatchState::Open,
            (None, Some(_)) => BatchState::Running,
            (Some(_), _) if self.row.cancelled_at.is_some() => BatchState::Cancelled,
            (Some(_), _) if all_done => BatchState::Succeeded,
            (Some(_), _) => BatchState::Failed,
        }
    }

    /// The share of jobs that have ended, however: 0 to 100, and 100 only if all have.
    pub fn percentage(&self) -> i64 {
        let Progress { total, done, dead, cancelled, .. } = self.progress;
        match total {
            0 if self.row.ended_at.is_some() => 100,
            0 => 0,
            _ => (done + dead + cancelled) * 100 / total,
        }
    }
}

/// What stands with something that a batch makes: `running`, also when its batch was opened again, or the `outcome` that its
/// completion wrote down.
pub fn state_of<'a>(outcome: Option<&'a str>, batch: Option<&Batch>) -> &'a str {
    let is_open = batch.is_some_and(|batch| batch.row.ended_at.is_none());
    outcome.filter(|_| !is_open).unwrap_or(BatchState::Running.as_str())
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Batch> {
    find_all(db, vec![id]).await?.remove(&id).ok_or(Error::NotFound { what: "batch" })
}

/// Those of the batches that are there, in two queries.
pub async fn find_all(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Batch>> {
    let rows = batch::Entity::find().filter(batch::Column::Id.is_in(ids)).all(db).await?;
    Ok(counted(db, rows).await?.into_iter().map(|batch| (batch.row.id, batch)).collect())
}

/// The newest batches, older than `before` if given; with `ended`, only those that have ended, or have not.
pub async fn list(
    db: &impl ConnectionTrait,
    ended: Option<bool>,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Batch>> {
    let mut query = batch::Entity::find().order_by_desc(batch::Column::Id).limit(limit);
    if let Some(before) = before {
        query = query.filter(batch::Column::Id.lt(before));
    }
    query = match ended {
        Some(true) => query.filter(batch::Column::EndedAt.is_not_null()),
        Some(false) => query.filter(batch::Column::EndedAt.is_null()),
        None => query,
    };
    counted(db, query.all(db).await?).await
}

async fn counted(db: &impl ConnectionTrait, rows: Vec<batch::Model>) -> Result<Vec<Batch>> {
    let mut counts = count(db, rows.iter().map(|row| row.id).collect()).await?;
    let counted = |row: batch::Model| Batch { progress: counts.remove(&row.id).unwrap_or_default(), row };
    Ok(rows.into_iter().map(counted).collect())
}

async fn count(db: &impl ConnectionTrait, ids: Vec<Uuid>) -> Result<HashMap<Uuid, Progress>> {
    let counts: Vec<(Uuid, JobState, i64)> = job::Entity::find()
        .select_only()
        .columns([job::Column::BatchId, job::Column::State])
        .column_as(job::Column::Id.count(), "jobs")
        .filter(job::Column::BatchId.is_in(ids))
        .group_by(job::Column::BatchId)
        .group_by(job::Column::State)
        .into_tuple()
        .all(db)
        .await?;
    let mut counted: HashMap<Uuid, Progress> = HashMap::new();
    for (id, state, jobs) in counts {
        let progress = counted.entry(id).or_default();
        progress.total += jobs;
        match state {
            JobState::Running => progress.running += jobs,
            JobState::Done => progress.done += jobs,
            JobState::Dead => progress.dead += jobs,
            JobState::Discarded => progress.cancelled += jobs,
            JobState::Waiting | JobState::Pending | JobState::Queued => {}
        }
    }
    Ok(counted)
}

/// What jobs of that kind in the batch have recorded by [`record_result`](crate::jobs::record_result), in no order.
pub async fn results<T: DeserializeOwned>(db: &impl ConnectionTrait, id: Uuid, kind: &str) -> Result<Vec<T>> {
    let found: Vec<serde_json::Value> = job::Entity::find()
        .select_only()
        .column(job::Column::Result)
        .filter(job::Column::BatchId.eq(id))
        .filter(job::Column::Kind.eq(kind))
        .filter(job::Column::Result.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    found.into_iter().map(|value| Ok(serde_json::from_value(value)?)).collect()
}
