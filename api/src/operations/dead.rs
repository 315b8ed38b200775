//! Dead jobs: what they died of, and helping all of one cause at once.

use chrono::{DateTime, Utc};
use domain::jobs::{self, Bulk, DeadFilter, DeadGroup};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::{Any, Example};
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::jobs::Job;
use crate::auth::{JobsRead, JobsWrite, Require};
use crate::openapi::Tag;
use crate::problem::{Failure, FieldProblem, Result};
use crate::state::Shared;

/// The endpoints.
pub struct DeadJobs(pub Shared);

/// Jobs that died of the same.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DeadJobGroup {
    pub kind: String,
    pub queue: String,
    /// The last error, with `#` for ids and numbers. Good as `error` when retrying or discarding.
    pub error: Option<String>,
    pub jobs: i64,
    /// When the first and the last of them died.
    pub first_at: Option<DateTime<Utc>>,
    pub last_at: Option<DateTime<Utc>>,
}

/// Dead jobs by kind and error, the most frequent first.
#[derive(Debug, Object)]
pub struct DeadJobGroups {
    pub items: Vec<DeadJobGroup>,
}

/// What came of helping many jobs.
#[derive(Debug, Object)]
pub struct ChangedJobs {
    pub changed: u64,
    /// There may be more: ask again.
    pub more: bool,
}

/// What a job is to work on.
#[derive(Debug, Object)]
#[oai(example, deny_unknown_fields)]
pub struct EditJobRequest {
    /// As the kind of the job has it.
    pub payload: Any<serde_json::Value>,
}

impl Example for EditJobRequest {
    fn example() -> Self {
        Self { payload: Any(serde_json::json!({ "order_id": "01932d5e-7d3c-7c4e-9b0a-0c7f4d2b1a90" })) }
    }
}

#[OpenApi(prefix_path = "/api/v1/jobs", tag = "Tag::Operations")]
impl DeadJobs {
    /// See what jobs died of
    ///
    /// At most a hundred causes. Needs the permission `jobs_read`.
    #[oai(path = "/dead", method = "get", operation_id = "listDeadJobs")]
    async fn groups(
        &self,
        _operator: Require<JobsRead>,
        /// Only jobs of this kind.
        #[oai(validator(max_length = 100, pattern = "^[a-z0-9_.]+$"))]
        kind: Query<Option<String>>,
        /// Only jobs of this queue.
        #[oai(validator(max_length = 40, pattern = "^[a-z0-9_]+$"))]
        queue: Query<Option<String>>,
        /// Only jobs whose last error has this in it; ids and numbers do not matter.
        #[oai(validator(min_length = 1, max_length = 200, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        error: Query<Option<String>>,
    ) -> Result<Json<DeadJobGroups>> {
        let filter = DeadFilter { kind: kind.0, queue: queue.0, error: error.0 };
        let groups = jobs::dead_groups(self.0.store().read(), &filter, 100).await?;
        Ok(Json(DeadJobGroups { items: groups.into_iter().map(Into::into).collect() }))
    }

    /// Retry dead jobs
    ///
    /// All of a kind, a queue or an error. They get a fresh set of attempts and start within a second or two. Needs the
    /// permission `jobs_write`.
    #[oai(path = "/dead/retry", method = "post", operation_id = "retryDeadJobs")]
    async fn retry(
        &self,
        _operator: Require<JobsWrite>,
        /// Only jobs of this kind.
        #[oai(validator(max_length = 100, pattern = "^[a-z0-9_.]+$"))]
        kind: Query<Option<String>>,
        /// Only jobs of this queue.
        #[oai(validator(max_length = 40, pattern = "^[a-z0-9_]+$"))]
        queue: Query<Option<String>>,
        /// Only jobs whose last error has this in it; ids and numbers do not matter.
        #[oai(validator(min_length = 1, max_length = 200, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        error: Query<Option<String>>,
        /// All dead jobs, when nothing else is said.
        all: Query<Option<bool>>,
    ) -> Result<Json<ChangedJobs>> {
        let filter = demanded(kind.0, queue.0, error.0, all.0)?;
        Ok(Json(jobs::retry_all(self.0.store(), &filter).await?.into()))
    }

    /// Discard dead jobs
    ///
    /// All of a kind, a queue or an error, for good. Needs the permission `jobs_write`.
    #[oai(path = "/dead/discard", method = "post", operation_id = "discardDeadJobs")]
    async fn discard(
        &self,
        _operator: Require<JobsWrite>,
        /// Only jobs of this kind.
        #[oai(validator(max_length = 100, pattern = "^[a-z0-9_.]+$"))]
        kind: Query<Option<String>>,
        /// Only jobs of this queue.
        #[oai(validator(max_length = 40, pattern = "^[a-z0-9_]+$"))]
        queue: Query<Option<String>>,
        /// Only jobs whose last error has this in it; ids and numbers do not matter.
        #[oai(validator(min_length = 1, max_length = 200, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        error: Query<Option<String>>,
        /// All dead jobs, when nothing else is said.
        all: Query<Option<bool>>,
    ) -> Result<Json<ChangedJobs>> {
        let filter = demanded(kind.0, queue.0, error.0, all.0)?;
        Ok(Json(jobs::discard_all(self.0.store(), &filter).await?.into()))
    }

    /// Edit and retry a job
    ///
    /// Gives a dead or discarded job another payload and a fresh set of attempts. Needs the permission `jobs_write`.
    #[oai(path = "/:id/edit", method = "post", operation_id = "editJob")]
    async fn edit(
        &self,
        _operator: Require<JobsWrite>,
        /// The job.
        id: Path<Uuid>,
        body: Json<EditJobRequest>,
    ) -> Result<Json<Job>> {
        let tickets = jobs::edit_and_retry(self.0.store(), id.0, body.0.payload.0).await?;
        self.0.services.push(&tickets).await;
        Ok(Json(jobs::find(self.0.store().read(), id.0).await?.try_into()?))
    }
}

/// Nobody means all dead jobs by saying nothing.
fn demanded(
    kind: Option<String>,
    queue: Option<String>,
    error: Option<String>,
    all: Option<bool>,
) -> Result<DeadFilter> {
    if kind.is_none() && queue.is_none() && error.is_none() && all != Some(true) {
        let message = "must be true unless kind, queue or error is given".to_owned();
        return Err(Failure::invalid(vec![FieldProblem { field: "all".into(), message }]));
    }
    Ok(DeadFilter { kind, queue, error })
}

impl From<DeadGroup> for DeadJobGroup {
    fn from(group: DeadGroup) -> Self {
        Self {
            kind: group.kind,
            queue: group.queue,
            error: group.error,
            jobs: group.jobs,
            first_at: group.first_at,
            last_at: group.last_at,
        }
    }
}

impl From<Bulk> for ChangedJobs {
    fn from(bulk: Bulk) -> Self {
        Self { changed: bulk.changed, more: bulk.more }
    }
}
