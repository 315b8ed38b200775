//! What a person can do for dead jobs, one by one or all of a cause at once.
//!
//! Payload, trace and the history of errors stay with the row. What hangs on a job comes along: its followers and its
//! batch.

use std::collections::HashMap;

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{ExprTrait, LockBehavior, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use super::cancel::discarded;
use super::chains::{self, obstacle};
use super::dead::{DeadFilter, dead};
use super::redrive::ticket_lease_end;
use super::{Job, Ticket, batches, inspect};
use crate::audit::{self, Action};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::{Store, Txn};

/// What came of a bulk intervention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bulk {
    pub changed: u64,
    /// There may be more than [`BULK_LIMIT`]: ask again.
    pub more: bool,
}

/// Jobs that one call looks at, at most.
pub const BULK_LIMIT: u64 = 10_000;
/// Jobs per transaction.
pub(super) const BULK_BATCH: u64 = 500;

/// Gives a dead or discarded job a fresh set of attempts and no deadline. What died waiting for it waits again, and a
/// batch that had ended opens again. Returns the ticket to push; none for a job that waits for another one.
///
/// # Errors
/// `Conflict` `wrong_job_state` when it is neither dead nor discarded, or the job that it follows is; then that one has to
/// be retried first.
pub async fn retry(store: &Store, id: Uuid) -> Result<Vec<Ticket>> {
    retry_as(store, id, job::ActiveModel::default(), Action::JobRetry).await
}

/// As [`retry`], with another payload. It is kept as it was understood, without what the kind does not know.
///
/// # Errors
/// As [`retry`]; `Invalid` (`payload`) when the kind cannot be read from it, and `Refused` `unknown_kind` when this version
/// of the program does not know the kind.
pub async fn edit_and_retry(store: &Store, id: Uuid, payload: Value) -> Result<Vec<Ticket>> {
    let row = inspect::find(store.read(), id).await?;
    let Some(kind) = Job::kind_named(&row.kind) else {
        let detail = format!("this version of the program does not know the kind {}", row.kind);
        return Err(Error::refused("unknown_kind", detail));
    };
    let job = Job::from_stored(&row.kind, &payload)
        .map_err(|error| Error::invalid("payload", error.to_string()))?;
    let (_, payload) = job.to_stored()?;
    let version = Set(kind.policy.version);
    let edited = job::ActiveModel { payload: Set(payload), version, ..Default::default() };
    retry_as(store, id, edited, Action::JobEdit).await
}

async fn retry_as(store: &Store, id: Uuid, edited: job::ActiveModel, action: Action) -> Result<Vec<Ticket>> {
    store
        .write(async |txn| {
            let row = locked(txn, id).await?;
            if !matches!(row.state, JobState::Dead | JobState::Discarded) {
                return Err(refusal("only a dead or discarded job can be retried", &row));
            }
            let parents = chains::parents(txn, std::slice::from_ref(&row)).await?;
            let state = state_for(&row, &parents).map_err(|obstacle| {
                Error::conflict("wrong_job_state", format!("{obstacle}; retry that one first"))
            })?;
            let after = edited.payload.try_as_ref().map(|payload| json!({ "payload": payload }));
            let before = json!({ "kind": row.kind, "state": row.state, "payload": row.payload });
            audit::did(txn, action, id, Some(before), after).await?;
            revive(txn, &[&row], state, edited).await?;
            let ticket = Ticket::Run { job_id: row.id, kind: row.kind, queue: row.queue };
            Ok(if state == JobState::Queued { vec![ticket] } else { Vec::new() })
        })
        .await
}

/// Retries dead jobs that died before this call, in transactions of a few hundred. They become due; the scheduler hands
/// out their tickets. Jobs that follow a dead job are left: they come along with that one.
pub async fn retry_all(store: &Store, filter: &DeadFilter) -> Result<Bulk> {
    all(store, filter, Deed::Retry).await
}

/// Gives up dead jobs that died before this call for good, in transactions of a few hundred.
pub async fn discard_all(store: &Store, filter: &DeadFilter) -> Result<Bulk> {
    all(store, filter, Deed::Discard).await
}

/// Gives a job up for good; what waits for it dies.
///
/// # Errors
/// `Conflict` `wrong_job_state` unless it is dead, pending or waiting.
pub async fn discard(store: &Store, id: Uuid) -> Result<()> {
    store
        .write(async |txn| {
            let row = locked(txn, id).await?;
            if !matches!(row.state, JobState::Dead | JobState::Pending | JobState::Waiting) {
                return Err(refusal("only a dead, pending or waiting job can be discarded", &row));
            }
            let before = json!({ "kind": row.kind, "state": row.state });
            audit::did(txn, Action::JobDiscard, id, Some(before), None).await?;
            give_up(txn, vec![id]).await
        })
        .await
}

#[derive(Clone, Copy)]
enum Deed {
    Retry,
    Discard,
}

impl Deed {
    const fn action(self) -> Action {
        match self {
            Self::Retry => Action::JobRetryAll,
            Self::Discard => Action::JobDiscardAll,
        }
    }
}

async fn all(store: &Store, filter: &DeadFilter, deed: Deed) -> Result<Bulk> {
    let (started, mut looked_at, mut changed) = (now(), 0, 0);
    let mut after = None;
    while looked_at < BULK_LIMIT {
        let batch = store
            .write(async |txn| {
                let rows = next(txn, filter, started, after).await?;
                let last = rows.last().and_then(|row| Some((row.finished_at?, row.id)));
                let count = rows.len() as u64;
                if count > 0 || after.is_none() {
                    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
                    audit::did(txn, deed.action(), "dead", None, Some(json!({ "jobs": ids }))).await?;
                }
                let changed = match deed {
                    Deed::Retry => revive_those_that_can(txn, rows).await?,
                    Deed::Discard => {
                        give_up(txn, rows.iter().map(|row| row.id).collect()).await?;
                        count
                    }
                };
                Ok((last, count, changed))
            })
            .await?;
        let (Some(last), count, some) = batch else { return Ok(Bulk { changed, more: false }) };
        (after, looked_at, changed) = (Some(last), looked_at + count, changed + some);
    }
    Ok(Bulk { changed, more: true })
}

/// The next dead jobs by time of death. What dies again after `started` is no longer meant.
async fn next(
    txn: &Txn,
    filter: &DeadFilter,
    started: Timestamp,
    after: Option<(Timestamp, Uuid)>,
) -> Result<Vec<job::Model>> {
    let mut query = dead(filter).filter(job::Column::FinishedAt.lt(started));
    if let Some((at, id)) = after {
        let same_moment = job::Column::FinishedAt.eq(at).and(job::Column::Id.gt(id));
        query = query.filter(job::Column::FinishedAt.gt(at).or(same_moment));
    }
    let query = query.order_by_asc(job::Column::FinishedAt).order_by_asc(job::Column::Id).limit(BULK_BATCH);
    Ok(query.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked).all(txn).await?)
}

async fn revive_those_that_can(txn: &Txn, rows: Vec<job::Model>) -> Result<u64> {
    let parents = chains::parents(txn, &rows).await?;
    let (mut ready, mut waiting) = (Vec::new(), Vec::new());
    for row in &rows {
        match state_for(row, &parents) {
            Ok(JobState::Waiting) => waiting.push(row),
            Ok(_) => ready.push(row),
            Err(_) => {}
        }
    }
    revive(txn, &waiting, JobState::Waiting, job::ActiveModel::default()).await?;
    revive(txn, &ready, JobState::Pending, job::ActiveModel::default()).await?;
    Ok((waiting.len() + ready.len()) as u64)
}

/// The state in which the job can start anew, or what stands against it.
fn state_for(row: &job::Model, parents: &HashMap<Uuid, JobState>) -> Result<JobState, String> {
    let Some(parent) = row.after_id else { return Ok(JobState::Queued) };
    match parents.get(&parent).copied() {
        Some(JobState::Done) => Ok(JobState::Queued),
        // It was done, and is forgotten by now, if this one has run.
        None if row.started_at.is_some() => Ok(JobState::Queued),
        parent => obstacle(parent).map_or(Ok(JobState::Waiting), Err),
    }
}

/// Starts the jobs anew, in the given state and with the given changes.
async fn revive(txn: &Txn, rows: &[&job::Model], state: JobState, edited: job::ActiveModel) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let (now, ids) = (now(), rows.iter().map(|row| row.id).collect::<Vec<_>>());
    batches::reopen(txn, rows.iter().filter_map(|row| row.batch_id)).await?;
    let change = job::ActiveModel {
        state: Set(state),
        attempts: Set(0),
        run_at: Set(now),
        lease_until: Set((state == JobState::Queued).then(|| ticket_lease_end(now))),
        finished_at: Set(None),
        failure: Set(None),
        deadline: Set(None),
        cancel_requested_at: Set(None),
        cancel_requested_by: Set(None),
        ..edited
    };
    job::Entity::update_many().set(change).filter(job::Column::Id.is_in(ids)).exec(txn).await?;
    let followed = rows.iter().filter(|row| row.has_followers).map(|row| row.id);
    chains::exhume(txn, followed.collect()).await
}

async fn give_up(txn: &Txn, ids: Vec<Uuid>) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let now = now();
    job::Entity::update_many()
        .set(discarded(now))
        .filter(job::Column::Id.is_in(ids.iter().copied()))
        .exec(txn)
        .await?;
    chains::bury(txn, ids, JobState::Discarded, now).await
}

async fn locked(txn: &Txn, id: Uuid) -> Result<job::Model> {
    let row = job::Entity::find_by_id(id).lock(LockType::Update).one(txn).await?;
    row.ok_or(Error::NotFound { what: "job" })
}

fn refusal(rule: &str, row: &job::Model) -> Error {
    Error::conflict("wrong_job_state", format!("{rule}; this one is {}", row.state))
}
