//! Batches of jobs: how far they are, and cancelling them.

use chrono::{DateTime, Utc};
use domain::jobs::batches::{self, BatchState};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Enum, Object, OpenApi};
use uuid::Uuid;

use crate::auth::{JobsRead, JobsWrite, Require};
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Batches(pub Shared);

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum BatchStatus {
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

impl From<BatchState> for BatchStatus {
    fn from(state: BatchState) -> Self {
        match state {
            BatchState::Open => Self::Open,
            BatchState::Running => Self::Running,
            BatchState::Succeeded => Self::Succeeded,
            BatchState::Failed => Self::Failed,
            BatchState::Cancelled => Self::Cancelled,
        }
    }
}

/// The jobs of a batch by what became of them. Those that are none of these wait.
#[derive(Debug, Object)]
pub struct BatchProgress {
    pub total: i64,
    pub running: i64,
    pub done: i64,
    pub dead: i64,
    /// Cancelled, or discarded by a person.
    pub cancelled: i64,
    /// The share of jobs that have ended, however: 100 only if all have.
    pub percentage: i64,
}

impl From<&batches::Batch> for BatchProgress {
    fn from(batch: &batches::Batch) -> Self {
        let progress = batch.progress;
        Self {
            total: progress.total,
            running: progress.running,
            done: progress.done,
            dead: progress.dead,
            cancelled: progress.cancelled,
            percentage: batch.percentage(),
        }
    }
}

/// Jobs that belong together.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Batch {
    pub id: Uuid,
    pub name: String,
    pub state: BatchStatus,
    pub progress: BatchProgress,
    /// How often it ended: once, and again whenever a dead job of it was retried and came to its end.
    pub rounds: i32,
    /// What runs when it ends.
    pub completion_kind: Option<String>,
    /// The completion job of the latest round.
    pub completion_job_id: Option<Uuid>,
    pub trace_id: String,
    pub created_at: DateTime<Utc>,
    /// When all jobs were in.
    pub sealed_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub cancelled_at: Option<DateTime<Utc>>,
    pub cancelled_by: Option<String>,
}

impl From<batches::Batch> for Batch {
    fn from(batch: batches::Batch) -> Self {
        let (state, progress) = (batch.state().into(), (&batch).into());
        let row = batch.row;
        Self {
            id: row.id,
            name: row.name,
            state,
            progress,
            rounds: row.rounds,
            completion_kind: row.completion_kind,
            completion_job_id: row.completion_job_id,
            trace_id: row.trace_id,
            created_at: row.created_at,
            sealed_at: row.sealed_at,
            ended_at: row.ended_at,
            cancelled_at: row.cancelled_at,
            cancelled_by: row.cancelled_by,
        }
    }
}

/// A page of batches, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct BatchPage {
    pub items: Vec<Batch>,
    pub next_cursor: Option<Uuid>,
}

#[OpenApi(prefix_path = "/api/v1/batches", tag = "Tag::Operations")]
impl Batches {
    /// List batches of jobs
    ///
    /// Newest first, with how far they are. Needs the permission `jobs_read`.
    #[oai(path = "/", method = "get", operation_id = "listBatches")]
    async fn list(
        &self,
        _operator: Require<JobsRead>,
        /// Only those that have ended, or have not.
        ended: Query<Option<bool>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<Uuid>>,
        /// Batches per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<BatchPage>> {
        let mut found = batches::list(self.0.store().read(), ended.0, cursor.0, limit.0 + 1).await?;
        let more = found.len() as u64 > limit.0;
        found.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = found.last().filter(|_| more).map(|batch| batch.row.id);
        Ok(Json(BatchPage { items: found.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// See a batch of jobs
    ///
    /// And how far it is. Its jobs are listed by `GET /jobs?batch_id=`. Needs the permission `jobs_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getBatch")]
    async fn get(
        &self,
        _operator: Require<JobsRead>,
        /// The batch.
        id: Path<Uuid>,
    ) -> Result<Json<Batch>> {
        Ok(Json(batches::find(self.0.store().read(), id.0).await?.into()))
    }

    /// Cancel a batch of jobs
    ///
    /// Its jobs that have not begun are discarded, those that run are asked to end. The completion job runs when the
    /// last one has. Needs the permission `jobs_write`.
    #[oai(path = "/:id/cancel", method = "post", operation_id = "cancelBatch")]
    async fn cancel(
        &self,
        operator: Require<JobsWrite>,
        /// The batch.
        id: Path<Uuid>,
    ) -> Result<Json<Batch>> {
        let by = operator.customer.name(self.0.store()).await?;
        let cancelled = batches::cancel(self.0.store(), id.0, &by).await?;
        self.0.services.push(&cancelled.tickets).await;
        Ok(Json(batches::find(self.0.store().read(), id.0).await?.into()))
    }
}

fn default_limit() -> u64 {
    20
}
