//! Cancelling jobs, one or many.

use chrono::{DateTime, Utc};
use domain::jobs::{self, BulkCancellation, JobFilter};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::jobs::{Job, JobStatus};
use crate::auth::{JobsWrite, Require};
use crate::openapi::Tag;
use crate::problem::{Failure, FieldProblem, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Cancellations(pub Shared);

/// What came of cancelling many jobs.
#[derive(Debug, Object)]
pub struct CancelledJobs {
    /// They had not begun, and never will.
    pub discarded: u64,
    /// They run, and were asked to end.
    pub requested: u64,
    /// There are more: ask again.
    pub more: bool,
}

#[OpenApi(prefix_path = "/api/v1/jobs", tag = "Tag::Operations")]
impl Cancellations {
    /// Cancel a job
    ///
    /// One that waits is discarded at once. One that runs is asked to end, which it does where that leaves nothing half
    /// done; it is not tried again. Needs the permission `jobs_write`.
    #[oai(path = "/:id/cancel", method = "post", operation_id = "cancelJob")]
    async fn cancel(
        &self,
        operator: Require<JobsWrite>,
        /// The job.
        id: Path<Uuid>,
    ) -> Result<Json<Job>> {
        let by = operator.customer.name(self.0.store()).await?;
        jobs::cancel(self.0.store(), id.0, &by).await?;
        Ok(Json(jobs::find(self.0.store().read(), id.0).await?.try_into()?))
    }

    /// Cancel many jobs
    ///
    /// All that are meant and not finished, ten thousand at most. Those that wait are discarded at once, and what waits for
    /// them dies; those that run are asked to end. Needs the permission `jobs_write`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/cancel", method = "post", operation_id = "cancelJobs")]
    async fn cancel_many(
        &self,
        operator: Require<JobsWrite>,
        /// Only jobs in this state: `waiting`, `pending`, `queued` or `running`.
        state: Query<Option<JobStatus>>,
        /// Only jobs of this queue.
        #[oai(validator(max_length = 40, pattern = "^[a-z0-9_]+$"))]
        queue: Query<Option<String>>,
        /// Only jobs of this kind, such as `notifications.send_mail`.
        #[oai(validator(max_length = 100, pattern = "^[a-z0-9_.]+$"))]
        kind: Query<Option<String>>,
        /// Only jobs one of whose errors has this in it, in any case.
        #[oai(validator(min_length = 1, max_length = 200, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        error: Query<Option<String>>,
        /// Only jobs of this trace.
        #[oai(validator(pattern = "^[0-9a-f]{32}$"))]
        trace_id: Query<Option<String>>,
        /// Only jobs that this order caused.
        order_id: Query<Option<Uuid>>,
        /// Only jobs that this event caused.
        event_id: Query<Option<Uuid>>,
        /// Enqueued at this time or later.
        from: Query<Option<DateTime<Utc>>>,
        /// Enqueued before this time.
        until: Query<Option<DateTime<Utc>>>,
        /// All jobs that are not finished, when nothing else is said.
        all: Query<Option<bool>>,
    ) -> Result<Json<CancelledJobs>> {
        let narrows = [
            state.0.is_some(),
            queue.0.is_some(),
            kind.0.is_some(),
            error.0.is_some(),
            trace_id.0.is_some(),
            order_id.0.is_some(),
            event_id.0.is_some(),
            from.0.is_some(),
            until.0.is_some(),
        ];
        if all.0 != Some(true) && narrows.iter().all(|narrows| !narrows) {
            let message = "must be true unless something else says which jobs are meant".to_owned();
            return Err(Failure::invalid(vec![FieldProblem { field: "all".into(), message }]));
        }
        let filter = JobFilter {
            states: state.0.map(Into::into).into_iter().collect(),
            queue: queue.0,
            kind: kind.0,
            error: error.0,
            trace_id: trace_id.0,
            order_id: order_id.0,
            event_id: event_id.0,
            from: from.0,
            until: until.0,
            ..JobFilter::default()
        };
        let by = operator.customer.name(self.0.store()).await?;
        Ok(Json(jobs::cancel_all(self.0.store(), &filter, &by).await?.into()))
    }
}

impl From<BulkCancellation> for CancelledJobs {
    fn from(bulk: BulkCancellation) -> Self {
        Self { discarded: bulk.discarded, requested: bulk.requested, more: bulk.more }
    }
}
