//! Looking at jobs, and helping those that died.

use chrono::{DateTime, Utc};
use domain::entity::job;
use domain::entity::states::JobState as StoredState;
use domain::jobs;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};
use serde::Deserialize;
use uuid::Uuid;

use crate::auth::{JobsRead, JobsWrite, Require};
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Jobs(pub Shared);

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum JobStatus {
    /// Waits for another job.
    Waiting,
    /// Waits for its time.
    Pending,
    /// Waits for a worker.
    Queued,
    Running,
    Done,
    /// Failed for good; waits for a person.
    Dead,
    Discarded,
}

impl From<StoredState> for JobStatus {
    fn from(state: StoredState) -> Self {
        match state {
            StoredState::Waiting => Self::Waiting,
            StoredState::Pending => Self::Pending,
            StoredState::Queued => Self::Queued,
            StoredState::Running => Self::Running,
            StoredState::Done => Self::Done,
            StoredState::Dead => Self::Dead,
            StoredState::Discarded => Self::Discarded,
        }
    }
}

impl From<JobStatus> for StoredState {
    fn from(status: JobStatus) -> Self {
        match status {
            JobStatus::Waiting => Self::Waiting,
            JobStatus::Pending => Self::Pending,
            JobStatus::Queued => Self::Queued,
            JobStatus::Running => Self::Running,
            JobStatus::Done => Self::Done,
            JobStatus::Dead => Self::Dead,
            JobStatus::Discarded => Self::Discarded,
        }
    }
}

/// A failed run.
#[derive(Debug, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JobError {
    pub attempt: i32,
    pub due_at: Option<DateTime<Utc>>,
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub at: DateTime<Utc>,
    pub worker: Option<String>,
    pub error: String,
}

/// A job and its whole life.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Job {
    pub id: Uuid,
    pub kind: String,
    pub queue: String,
    pub state: JobStatus,
    pub payload: Any<serde_json::Value>,
    /// Not before.
    pub run_at: DateTime<Utc>,
    pub attempts: i32,
    pub max_attempts: i32,
    pub worker: Option<String>,
    /// The event that caused it.
    pub event_id: Option<Uuid>,
    pub trace_id: String,
    pub errors: Vec<JobError>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<job::Model> for Job {
    type Error = domain::Error;

    fn try_from(row: job::Model) -> domain::Result<Self> {
        Ok(Self {
            id: row.id,
            kind: row.kind,
            queue: row.queue,
            state: row.state.into(),
            payload: Any(row.payload),
            run_at: row.run_at,
            attempts: row.attempts,
            max_attempts: row.max_attempts,
            worker: row.worker,
            event_id: row.event_id,
            trace_id: row.trace_id,
            errors: serde_json::from_value(row.errors)?,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}

/// A page of jobs, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JobPage {
    pub items: Vec<Job>,
    pub next_cursor: Option<Uuid>,
}

/// How many jobs of a queue are in a state.
#[derive(Debug, Object)]
pub struct JobCount {
    pub queue: String,
    pub state: JobStatus,
    pub jobs: i64,
}

/// The ledger and the outbox in a few numbers.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct JobOverview {
    pub counts: Vec<JobCount>,
    /// When the oldest job that could run became due.
    pub oldest_due: Option<DateTime<Utc>>,
    pub unpublished_events: i64,
    /// When the oldest event whose jobs are not written yet was recorded.
    pub oldest_event: Option<DateTime<Utc>>,
}

#[OpenApi(prefix_path = "/api/v1/jobs", tag = "Tag::Operations")]
impl Jobs {
    /// See how the jobs are doing
    ///
    /// Counts by queue and state, and how long the oldest have waited. Needs the permission `jobs_read`.
    #[oai(path = "/overview", method = "get", operation_id = "getJobOverview")]
    async fn overview(&self, _operator: Require<JobsRead>) -> Result<Json<JobOverview>> {
        let overview = jobs::overview(self.0.store().read()).await?;
        let counts = overview.counts.into_iter();
        Ok(Json(JobOverview {
            counts: counts
                .map(|(queue, state, jobs)| JobCount { queue, state: state.into(), jobs })
                .collect(),
            oldest_due: overview.oldest_due,
            unpublished_events: overview.unpublished_events,
            oldest_event: overview.oldest_event,
        }))
    }

    /// List jobs
    ///
    /// Newest first.
    #[oai(path = "/", method = "get", operation_id = "listJobs")]
    async fn list(
        &self,
        _operator: Require<JobsRead>,
        /// Only jobs in this state.
        state: Query<Option<JobStatus>>,
        /// Only jobs of this kind, such as `invoices.issue`.
        #[oai(validator(max_length = 100, pattern = "^[a-z0-9_.]+$"))]
        kind: Query<Option<String>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<Uuid>>,
        /// Jobs per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<JobPage>> {
        let state = state.0.map(Into::into);
        let db = self.0.store().read();
        let mut rows = jobs::list(db, state, kind.0.as_deref(), cursor.0, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| row.id);
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(JobPage { items, next_cursor }))
    }

    /// See a job
    ///
    /// With its payload and its last error. Needs the permission `jobs_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getJob")]
    async fn get(
        &self,
        _operator: Require<JobsRead>,
        /// The job.
        id: Path<Uuid>,
    ) -> Result<Json<Job>> {
        Ok(Json(jobs::find(self.0.store().read(), id.0).await?.try_into()?))
    }

    /// Retry a job
    ///
    /// Gives a dead or discarded job a fresh set of attempts.
    #[oai(path = "/:id/retry", method = "post", operation_id = "retryJob")]
    async fn retry(
        &self,
        _operator: Require<JobsWrite>,
        /// The job.
        id: Path<Uuid>,
    ) -> Result<Json<Job>> {
        let tickets = jobs::retry(self.0.store(), id.0).await?;
        self.0.services.push(&tickets).await;
        Ok(Json(jobs::find(self.0.store().read(), id.0).await?.try_into()?))
    }

    /// Discard a job
    ///
    /// Gives a dead, pending or waiting job up for good. What waits for it dies.
    #[oai(path = "/:id/discard", method = "post", operation_id = "discardJob")]
    async fn discard(
        &self,
        _operator: Require<JobsWrite>,
        /// The job.
        id: Path<Uuid>,
    ) -> Result<Json<Job>> {
        jobs::discard(self.0.store(), id.0).await?;
        Ok(Json(jobs::find(self.0.store().read(), id.0).await?.try_into()?))
    }
}

fn default_limit() -> u64 {
    20
}
