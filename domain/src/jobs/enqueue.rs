//! Writing jobs into the ledger, always inside the transaction that gives the reason.

use std::collections::HashSet;

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::chains::obstacle;
use super::dead::gist;
use super::finish::with_error;
use super::{Job, Ticket, batches, chains};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::jobs::redrive::ticket_lease_end;
use crate::store::Txn;
use crate::trace::{self, PRODUCED};

/// A job that is to be written.
#[derive(Debug, Clone)]
pub struct NewJob {
    /// Known beforehand, so that others can name it in [`NewJob::after`].
    pub id: Uuid,
    pub job: Job,
    pub event_id: Option<Uuid>,
    /// The job whose run enqueues it.
    pub parent_id: Option<Uuid>,
    pub unique_key: Option<String>,
    pub after_id: Option<Uuid>,
    pub trace_id: String,
    pub(super) batch_id: Option<Uuid>,
}

impl NewJob {
    pub fn new(job: Job) -> Self {
        Self {
            id: Uuid::now_v7(),
            job,
            event_id: None,
            parent_id: trace::job_id(),
            unique_key: None,
            after_id: None,
            trace_id: trace::current(),
            batch_id: None,
        }
    }

    pub fn caused_by(job: Job, event_id: Uuid, trace_id: String) -> Self {
        Self { event_id: Some(event_id), parent_id: None, trace_id, ..Self::new(job) }
    }

    /// Refused silently while another job with the same key is waiting, pending, queued or running. Once that one has
    /// ended, in whatever way, the key is free again.
    #[must_use]
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }

    /// Waits until that job is done, and dies with it if it comes to a bad end. It may stand in the same call of
    /// [`enqueue_all`].
    #[must_use]
    pub fn after(mut self, parent: Uuid) -> Self {
        self.after_id = Some(parent);
        self
    }

    /// Belongs to that batch, which must not be sealed yet, unless the job is enqueued by one of its own.
    #[must_use]
    pub fn in_batch(mut self, id: Uuid) -> Self {
        self.batch_id = Some(id);
        self
    }
}

/// Rows of one insert: the parameters of a statement are limited to 65,535 on PostgreSQL, 32,766 on SQLite.
const ROWS_PER_INSERT: usize = 500;

/// Enqueues for now and returns the tickets to push after the commit. A job that is there already is left as it is.
///
/// # Errors
/// `NotFound` or `Conflict` when a job is to be in a batch that is not there, sealed, ended or cancelled.
pub async fn enqueue_all(txn: &Txn, jobs: Vec<NewJob>) -> Result<Vec<Ticket>> {
    let now = now();
    batches::admit(txn, jobs.iter().filter_map(|new| new.batch_id)).await?;
    let (followers, jobs): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| job.after_id.is_some());
    let rows = jobs.into_iter().map(|new| row(new, now, JobState::Queued)).collect::<Result<Vec<_>>>()?;
    let mut tickets: Vec<Ticket> = rows.iter().map(ticket).collect();
    insert_all(txn, rows).await?;
    tickets.extend(enqueue_followers(txn, followers, now).await?);
    Ok(tickets)
}

/// Those whose parents are there already, then those that follow these, and so on.
async fn enqueue_followers(txn: &Txn, mut followers: Vec<NewJob>, now: Timestamp) -> Result<Vec<Ticket>> {
    let mut tickets = Vec::new();
    while !followers.is_empty() {
        let later: HashSet<Uuid> = followers.iter().map(|new| new.id).collect();
        let (mut next, rest): (Vec<_>, Vec<_>) =
            followers.into_iter().partition(|new| new.after_id.is_none_or(|parent| !later.contains(&parent)));
        followers = rest;
        if next.is_empty() {
            // A circle: nothing in it could ever start, and it dies saying so.
            next = std::mem::take(&mut followers);
        }
        let parents: HashSet<Uuid> = next.iter().filter_map(|new| new.after_id).collect();
        let parents = chains::hold_parents(txn, parents).await?;
        let mut rows = Vec::with_capacity(next.len());
        for new in next {
            let parent = new.after_id.and_then(|id| parents.get(&id)).copied();
            rows.push(match (obstacle(parent), parent) {
                (Some(reason), _) => dead_row(new, now, &reason)?,
                (None, Some(JobState::Done)) => {
                    let row = row(new, now, JobState::Queued)?;
                    tickets.push(ticket(&row));
                    row
                }
                (None, _) => row(new, now, JobState::Waiting)?,
            });
        }
        insert_all(txn, rows).await?;
    }
    Ok(tickets)
}

/// Enqueues for later: the scheduler hands out the ticket when the time has come. One that follows another starts no
/// sooner than both.
pub async fn enqueue_at(txn: &Txn, new: NewJob, run_at: Timestamp) -> Result<()> {
    batches::admit(txn, new.batch_id).await?;
    let Some(parent) = new.after_id else {
        return insert_all(txn, vec![row(new, run_at, JobState::Pending)?]).await;
    };
    let parent = chains::hold_parents(txn, HashSet::from([parent])).await?.remove(&parent);
    let row = match (obstacle(parent), parent) {
        (Some(reason), _) => dead_row(new, now(), &reason)?,
        (None, Some(JobState::Done)) => row(new, run_at, JobState::Pending)?,
        (None, _) => row(new, run_at, JobState::Waiting)?,
    };
    insert_all(txn, vec![row]).await
}

fn row(new: NewJob, run_at: Timestamp, state: JobState) -> Result<job::ActiveModel> {
    let (kind, payload) = new.job.to_stored()?;
    let policy = new.job.policy();
    // A job with an event is found by it; without this, most jobs stay out of one more index.
    let subject_id = if new.event_id.is_none() { new.job.subject_id() } else { None };
    let (id, created_at) = (new.id, now());
    metrics::counter!("penden_jobs_enqueued_total", "queue" => policy.queue.as_str(), "kind" => new.job.kind())
        .increment(1);
    if new.event_id.is_none() {
        let (trace_id, span_id) = (new.trace_id.as_str(), trace::moment(id));
        tracing::debug!(target: PRODUCED, trace_id, span_id, "enqueue {}", new.job.kind());
    }
    Ok(job::ActiveModel {
        id: Set(id),
        kind: Set(kind),
        queue: Set(policy.queue.as_str().to_owned()),
        payload: Set(payload),
        version: Set(policy.version),
        state: Set(state),
        run_at: Set(run_at),
        attempts: Set(0),
        max_attempts: Set(policy.attempts),
        generation: Set(0),
        lease_until: Set((state == JobState::Queued).then(|| ticket_lease_end(created_at))),
        worker: Set(None),
        event_id: Set(new.event_id),
        subject_id: Set(subject_id),
        parent_id: Set(new.parent_id),
        unique_key: Set(new.unique_key),
        trace_id: Set(new.trace_id),
        errors: Set(json!([])),
        failure: Set(None),
        deadline: Set(policy.deadline.map(|within| run_at + within)),
        after_id: Set(new.after_id),
        has_followers: Set(false),
        batch_id: Set(new.batch_id),
        result: Set(None),
        created_at: Set(created_at),
        started_at: Set(None),
        finished_at: Set(None),
        cancel_requested_at: Set(None),
        cancel_requested_by: Set(None),
    })
}

/// A follower whose parent has come to a bad end already.
fn dead_row(new: NewJob, now: Timestamp, reason: &str) -> Result<job::ActiveModel> {
    Ok(job::ActiveModel {
        state: Set(JobState::Dead),
        errors: Set(with_error(&json!([]), 0, now, reason)),
        finished_at: Set(Some(now)),
        failure: Set(Some(gist(reason))),
        ..row(new, now, JobState::Waiting)?
    })
}

fn ticket(row: &job::ActiveModel) -> Ticket {
    Ticket::Run {
        job_id: *row.id.as_ref(),
        kind: row.kind.as_ref().clone(),
        queue: row.queue.as_ref().clone(),
    }
}

async fn insert_all(txn: &Txn, rows: Vec<job::ActiveModel>) -> Result<()> {
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        insert(txn, rows.by_ref().take(ROWS_PER_INSERT)).await?;
    }
    Ok(())
}

async fn insert(txn: &Txn, rows: impl IntoIterator<Item = job::ActiveModel>) -> Result<()> {
    job::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
