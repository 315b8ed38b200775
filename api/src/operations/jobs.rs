//! Looking at jobs, and helping those that died.

use chrono::{DateTime, Utc};
use domain::entity::job;
use domain::entity::states::JobState as StoredState;
use domain::jobs::{self, JobFilter};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::Any;
use poem_openapi::{Enum, Object, OpenApi};
use serde::Deserialize;
use uuid::Uuid;

use crate::auth::{JobsRead, JobsWrite, Require};
use crate::openapi::Tag;
use crate::orders::JobAttempt;
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
    /// The job whose run enqueued it.
    pub parent_id: Option<Uuid>,
    /// What it is about when no event says so: a payment, a refund, a webhook, an order.
    pub subject_id: Option<Uuid>,
    /// The order that it is about. Told by `GET /jobs/{id}` alone.
    pub order_id: Option<Uuid>,
    /// The batch that it belongs to.
    pub batch_id: Option<Uuid>,
    pub trace_id: String,
    pub errors: Vec<JobError>,
    /// Its runs with their durations, oldest first; of those that failed the last twenty.
    pub attempts_made: Vec<JobAttempt>,
    /// When a person asked to cancel it, and who.
    pub cancel_requested_at: Option<DateTime<Utc>>,
    pub cancel_requested_by: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<job::Model> for Job {
    type Error = domain::Error;

    fn try_from(row: job::Model) -> domain::Result<Self> {
        let attempts_made = jobs::attempts(&row)?.into_iter().map(Into::into).collect();
        Ok(Self {
            attempts_made,
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
            parent_id: row.parent_id,
            subject_id: row.subject_id,
            order_id: None,
            batch_id: row.batch_id,
            cancel_requested_at: row.cancel_requested_at,
            cancel_requested_by: row.cancel_requested_by,
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
    /// Newest first. Needs the permission `jobs_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/", method = "get", operation_id = "listJobs")]
    async fn list(
        &self,
        _operator: Require<JobsRead>,
        /// Only jobs in this state.
        state: Query<Option<JobStatus>>,
        /// Only jobs of this queue.
        #[oai(validator(max_length = 40, pattern = "^[a-z0-9_]+$"))]
        queue: Query<Option<String>>,
        /// Only jobs of this kind, such as `invoices.issue`.
        #[oai(validator(max_length = 100, pattern = "^[a-z0-9_.]+$"))]
        kind: Query<Option<String>>,
        /// Only jobs one of whose errors has this in it, in any case. Jobs that are done are left out, unless the state
        /// says otherwise.
        #[oai(validator(min_length = 1, max_length = 200, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        error: Query<Option<String>>,
        /// Only jobs of this trace.
        #[oai(validator(pattern = "^[0-9a-f]{32}$"))]
        trace_id: Query<Option<String>>,
        /// Only jobs that this order caused.
        order_id: Query<Option<Uuid>>,
        /// Only jobs that this event caused.
        event_id: Query<Option<Uuid>>,
        /// Only jobs of this batch.
        batch_id: Query<Option<Uuid>>,
        /// Only jobs that this process ran last.
        #[oai(validator(max_length = 200, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        worker: Query<Option<String>>,
        /// Enqueued at this time or later.
        from: Query<Option<DateTime<Utc>>>,
        /// Enqueued before this time.
        until: Query<Option<DateTime<Utc>>>,
        /// false: without the jobs of the timetable, unless they are dead.
        timetable: Query<Option<bool>>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<Uuid>>,
        /// Jobs per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<JobPage>> {
        let filter = JobFilter {
            states: state.0.map(Into::into).into_iter().collect(),
            queue: queue.0,
            kind: kind.0,
            without_timetable: timetable.0 == Some(false),
            error: error.0,
            trace_id: trace_id.0,
            order_id: order_id.0,
            event_id: event_id.0,
            batch_id: batch_id.0,
            worker: worker.0,
            from: from.0,
            until: until.0,
        };
        let mut rows = jobs::search(self.0.store().read(), &filter, cursor.0, limit.0 + 1).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| row.id);
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(JobPage { items, next_cursor }))
    }

    /// See a job
    ///
    /// With its payload, and its whole life: every run, how long it waited and ran, and its error. Needs the permission `jobs_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getJob")]
    async fn get(
        &self,
        _operator: Require<JobsRead>,
        /// The job.
        id: Path<Uuid>,
    ) -> Result<Json<Job>> {
        let db = self.0.store().read();
        let row = jobs::find(db, id.0).await?;
        let order_id = jobs::order_of(db, &row).await?;
        Ok(Json(Job { order_id, ..row.try_into()? }))
    }

    /// Retry a job
    ///
    /// Gives a dead or discarded job a fresh set of attempts. Needs the permission `jobs_write`.
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
    /// Gives a dead, pending or waiting job up for good. What waits for it dies. Needs the permission `jobs_write`.
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
