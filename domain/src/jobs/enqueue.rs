//! Writing jobs into the ledger, always inside the transaction that gives the reason.

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{Job, Ticket};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::jobs::redrive::ticket_lease_end;
use crate::store::Txn;
use crate::trace;

#[derive(Debug, Clone)]
pub struct NewJob {
    pub job: Job,
    pub event_id: Option<Uuid>,
    /// The job whose run this is.
    pub parent_id: Option<Uuid>,
    /// Refused silently while another job with the same key is pending, queued or running.
    pub unique_key: Option<String>,
    pub trace_id: String,
}

impl NewJob {
    pub fn new(job: Job) -> Self {
        Self { job, event_id: None, parent_id: trace::job_id(), unique_key: None, trace_id: trace::current() }
    }

    pub fn caused_by(job: Job, event_id: Uuid, trace_id: String) -> Self {
        Self { job, event_id: Some(event_id), parent_id: None, unique_key: None, trace_id }
    }

    #[must_use]
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique_key = Some(key.into());
        self
    }
}

/// Rows of one insert: the parameters of a statement are limited to 65,535 on PostgreSQL, 32,766 on SQLite.
const ROWS_PER_INSERT: usize = 500;

/// Enqueues for now and returns the tickets to push after the commit. A job that is there already is left as it is.
pub async fn enqueue_all(txn: &Txn, jobs: Vec<NewJob>) -> Result<Vec<Ticket>> {
    let now = now();
    let mut tickets = Vec::with_capacity(jobs.len());
    let mut rows = Vec::with_capacity(jobs.len());
    for new in jobs {
        let row = row(new, now, JobState::Queued)?;
        tickets.push(Ticket::Run {
            job_id: *row.id.as_ref(),
            kind: row.kind.as_ref().clone(),
            queue: row.queue.as_ref().clone(),
        });
        rows.push(row);
    }
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        insert(txn, rows.by_ref().take(ROWS_PER_INSERT)).await?;
    }
    Ok(tickets)
}

/// Enqueues for later: the scheduler hands out the ticket when the time has come.
pub async fn enqueue_at(txn: &Txn, new: NewJob, run_at: Timestamp) -> Result<()> {
    insert(txn, [row(new, run_at, JobState::Pending)?]).await
}

fn row(new: NewJob, run_at: Timestamp, state: JobState) -> Result<job::ActiveModel> {
    let (kind, payload) = new.job.to_stored()?;
    let policy = new.job.policy();
    // A job with an event is found by it; without this, most jobs stay out of one more index.
    let subject_id = if new.event_id.is_none() { new.job.subject_id() } else { None };
    let created_at = now();
    Ok(job::ActiveModel {
        id: Set(Uuid::now_v7()),
        kind: Set(kind),
        queue: Set(policy.queue.as_str().to_owned()),
        payload: Set(payload),
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
        created_at: Set(created_at),
        started_at: Set(None),
        finished_at: Set(None),
        cancel_requested_at: Set(None),
        cancel_requested_by: Set(None),
    })
}

async fn insert(txn: &Txn, rows: impl IntoIterator<Item = job::ActiveModel>) -> Result<()> {
    job::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(txn)
        .await?;
    Ok(())
}
