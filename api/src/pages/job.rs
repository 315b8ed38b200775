//! One job and its whole life, and the two things that can be done for a dead one.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::Error;
use domain::accounts::Permission;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::jobs;
use poem::http::{HeaderValue, StatusCode, header};
use poem::web::{Data, Path};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Pages;
use super::access::Visitor;
use super::moment::{self, Moment};
use super::same_origin::SameOrigin;
use crate::auth::{JobsRead, JobsWrite};
use crate::problem::{Failure, Result};
use crate::state::Shared;

#[derive(Serialize)]
struct View {
    id: Uuid,
    kind: String,
    queue: String,
    state: JobState,
    attempts: i32,
    max_attempts: i32,
    worker: Option<String>,
    event_id: Option<Uuid>,
    unique_key: Option<String>,
    trace_id: String,
    payload: String,
    /// Newest first.
    errors: Vec<FailedRun>,
    /// What happened when, in the order of time.
    life: Vec<Step>,
    /// From when it was due to when it was started last.
    waited: Option<String>,
    /// The last run.
    ran: Option<String>,
    /// From when it was written to its end.
    total: Option<String>,
    may_retry: bool,
    may_discard: bool,
}

#[derive(Serialize)]
struct FailedRun {
    attempt: i32,
    at: Moment,
    error: String,
}

#[derive(Serialize)]
struct Step {
    name: &'static str,
    at: Moment,
}

/// A failed run, as stored.
#[derive(Deserialize)]
struct StoredError {
    attempt: i32,
    at: DateTime<Utc>,
    error: String,
}

#[handler]
pub async fn show(
    visitor: Visitor<JobsRead>,
    Data(state): Data<&Shared>,
    Data(pages): Data<&Arc<Pages>>,
    Path(id): Path<String>,
) -> Result<Response> {
    let job = jobs::find(state.store().read(), job_id(&id)?).await?;
    let may_help = visitor.may(Permission::JobsWrite);
    let now = now();
    let seen = |at| Moment::seen_from(now, at);
    let errors: Vec<StoredError> = serde_json::from_value(job.errors).map_err(Error::from)?;
    let ended = match job.state {
        JobState::Dead => "Given up",
        JobState::Discarded => "Discarded",
        _ => "Finished",
    };
    let mut steps = vec![(job.created_at, "Created"), (job.run_at, "Due")];
    steps.extend(job.started_at.map(|at| (at, "Started last")));
    steps.extend(job.finished_at.map(|at| (at, ended)));
    steps.sort_by_key(|step| step.0);
    let view = View {
        id: job.id,
        kind: job.kind,
        queue: job.queue,
        state: job.state,
        attempts: job.attempts,
        max_attempts: job.max_attempts,
        worker: job.worker,
        event_id: job.event_id,
        unique_key: job.unique_key,
        trace_id: job.trace_id,
        payload: serde_json::to_string_pretty(&job.payload).map_err(Error::from)?,
        errors: errors
            .into_iter()
            .rev()
            .map(|run| FailedRun { attempt: run.attempt, at: seen(run.at), error: run.error })
            .collect(),
        life: steps.into_iter().map(|(at, name)| Step { name, at: seen(at) }).collect(),
        waited: job.started_at.and_then(|started| moment::took(job.run_at, started)),
        ran: job.started_at.zip(job.finished_at).and_then(|(from, to)| moment::took(from, to)),
        total: job.finished_at.and_then(|finished| moment::took(job.created_at, finished)),
        may_retry: may_help && matches!(job.state, JobState::Dead | JobState::Discarded),
        may_discard: may_help && job.state == JobState::Dead,
    };
    pages.templates.page("job.html.jinja", &view)
}

/// Gives a dead or discarded job a fresh set of attempts.
#[handler]
pub async fn retry(
    _same: SameOrigin,
    _visitor: Visitor<JobsWrite>,
    Data(state): Data<&Shared>,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = job_id(&id)?;
    let tickets = jobs::retry(state.store(), id).await?;
    state.services.push(&tickets).await;
    back_to(id)
}

/// Gives a job up for good.
#[handler]
pub async fn discard(
    _same: SameOrigin,
    _visitor: Visitor<JobsWrite>,
    Data(state): Data<&Shared>,
    Path(id): Path<String>,
) -> Result<Response> {
    let id = job_id(&id)?;
    jobs::discard(state.store(), id).await?;
    back_to(id)
}

fn job_id(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| Failure::not_found("job"))
}

/// To the job's page by GET, so that reloading it does nothing again.
fn back_to(id: Uuid) -> Result<Response> {
    let place =
        HeaderValue::try_from(format!("/jobs/{id}")).map_err(|error| Failure::internal(error.to_string()))?;
    Ok(Response::builder().status(StatusCode::SEE_OTHER).header(header::LOCATION, place).finish())
}
