//! How the jobs are doing, and the latest of them.

use std::sync::Arc;

use domain::clock::{Timestamp, now};
use domain::entity::job;
use domain::entity::states::JobState;
use domain::jobs::{self, Job, JobFilter, Overview, QUEUES, Queue};
use poem::web::{Data, Query};
use poem::{Response, handler};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Pages;
use super::access::Visitor;
use super::moment::{self, Moment};
use crate::auth::JobsRead;
use crate::problem::{Failure, Result};
use crate::state::Shared;

const PER_PAGE: usize = 25;
/// The columns of the table of queues: all that is not over.
const WAITING: [JobState; 4] = [JobState::Pending, JobState::Queued, JobState::Running, JobState::Dead];

#[derive(Deserialize)]
struct Asked {
    state: Option<String>,
    kind: Option<String>,
    cursor: Option<String>,
    live: Option<String>,
    /// Given: with what the timetable enqueued.
    timetable: Option<String>,
}

#[derive(Serialize)]
struct View {
    unpublished_events: i64,
    oldest_event: Option<Moment>,
    pending: i64,
    queued: i64,
    running: i64,
    dead: i64,
    /// How long the oldest job that could run has been due.
    oldest_due: Option<String>,
    queues: Vec<QueueRow>,
    states: &'static [JobState],
    /// To choose from. One that only other versions know can still be asked for by its name in the address.
    kinds: Vec<&'static str>,
    state: Option<JobState>,
    kind: Option<String>,
    jobs: Vec<Row>,
    next: Option<Uuid>,
    is_first: bool,
    is_live: bool,
    with_timetable: bool,
    /// The same list with the jobs of the timetable, or without them.
    other_link: String,
}

#[derive(Serialize)]
struct QueueRow {
    name: String,
    /// In the order of `WAITING`.
    counts: [i64; 4],
}

#[derive(Serialize)]
struct Row {
    id: Uuid,
    kind: String,
    queue: String,
    state: JobState,
    attempts: i32,
    max_attempts: i32,
    at: Moment,
    took: Option<String>,
}

#[handler]
pub async fn list(
    _visitor: Visitor<JobsRead>,
    Data(state): Data<&Shared>,
    Data(pages): Data<&Arc<Pages>>,
    Query(asked): Query<Asked>,
) -> Result<Response> {
    let wanted = given(asked.state.as_deref()).map(job_state).transpose()?;
    let kind = given(asked.kind.as_deref()).map(job_kind).transpose()?;
    let before = given(asked.cursor.as_deref()).map(cursor).transpose()?;
    let db = state.store().read();
    let overview = jobs::overview(db).await?;
    let filter = JobFilter {
        states: wanted.into_iter().collect(),
        kind: kind.map(str::to_owned),
        // Who asks for a kind of the timetable wants to see it.
        without_timetable: asked.timetable.is_none() && kind.is_none(),
        ..JobFilter::default()
    };
    let mut rows = jobs::search(db, &filter, before, PER_PAGE as u64 + 1).await?;
    let more = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let now = now();
    let sum = |state| overview.counts.iter().filter(|count| count.1 == state).map(|count| count.2).sum();
    let view = View {
        unpublished_events: overview.unpublished_events,
        oldest_event: overview.oldest_event.map(|at| Moment::seen_from(now, at)),
        pending: sum(JobState::Pending),
        queued: sum(JobState::Queued),
        running: sum(JobState::Running),
        dead: sum(JobState::Dead),
        oldest_due: overview.oldest_due.and_then(|at| moment::took(at, now)),
        queues: queues(&overview),
        states: JobState::ALL,
        kinds: Job::KINDS.iter().map(|kind| kind.name).collect(),
        state: wanted,
        kind: kind.map(str::to_owned),
        next: rows.last().filter(|_| more).map(|row| row.id),
        jobs: rows.into_iter().map(|job| row(now, job)).collect(),
        is_first: before.is_none(),
        is_live: before.is_none() && asked.live.is_some(),
        with_timetable: asked.timetable.is_some(),
        other_link: link(wanted, asked.timetable.is_none()),
    };
    pages.templates.page("jobs.html.jinja", &view)
}

fn link(state: Option<JobState>, with_timetable: bool) -> String {
    match (state, with_timetable) {
        (None, false) => "/jobs".to_owned(),
        (None, true) => "/jobs?timetable=1".to_owned(),
        (Some(state), false) => format!("/jobs?state={state}"),
        (Some(state), true) => format!("/jobs?state={state}&timetable=1"),
    }
}

fn row(now: Timestamp, job: job::Model) -> Row {
    Row {
        id: job.id,
        kind: job.kind,
        queue: job.queue,
        state: job.state,
        attempts: job.attempts,
        max_attempts: job.max_attempts,
        at: Moment::seen_from(now, job.created_at),
        took: job.started_at.zip(job.finished_at).and_then(|(from, to)| moment::took(from, to)),
    }
}

/// Every queue that holds jobs, in the order of the workers; then those that only other versions know.
fn queues(overview: &Overview) -> Vec<QueueRow> {
    let known = QUEUES.iter().filter(|queue| **queue != Queue::Outbox).map(|queue| queue.as_str());
    let mut names: Vec<&str> = known.collect();
    for (queue, ..) in &overview.counts {
        if !names.contains(&queue.as_str()) {
            names.push(queue);
        }
    }
    let count = |name: &str, state| {
        let own = overview.counts.iter().filter(|count| count.0 == name && count.1 == state);
        own.map(|count| count.2).sum()
    };
    let row =
        |name: &str| QueueRow { name: name.to_owned(), counts: WAITING.map(|state| count(name, state)) };
    names.into_iter().map(row).collect()
}

fn given(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

fn job_state(text: &str) -> Result<JobState> {
    let found = JobState::ALL.iter().find(|state| state.as_str() == text);
    found
        .copied()
        .ok_or_else(|| Failure::invalid(Vec::new()).with_error("state", "is none that a job can be in"))
}

fn job_kind(text: &str) -> Result<&str> {
    let is_sane = text.len() <= 100 && !text.contains(char::is_control);
    is_sane
        .then_some(text)
        .ok_or_else(|| Failure::invalid(Vec::new()).with_error("kind", "is no kind of job"))
}

fn cursor(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text)
        .map_err(|_| Failure::invalid(Vec::new()).with_error("cursor", "is not a cursor of this list"))
}
