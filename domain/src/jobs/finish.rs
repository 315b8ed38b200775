//! Ending a run: done, failed, or handed back. Each is fenced by the claim's generation, so that a worker that lost its
//! lease cannot touch the run of another.

use std::time::Duration;

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::lease::held_by;
use super::{Claimed, cancel};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::{Store, Txn};

/// Runs `effect` and marks the job done in one transaction: both happen, or neither.
///
/// # Errors
/// `LeaseLost` when the job is no longer this claim's; nothing is changed then.
pub async fn complete<T>(
    store: &Store,
    claimed: &Claimed,
    effect: impl AsyncFnOnce(&Txn) -> Result<T>,
) -> Result<T> {
    complete_together(store, &[claimed], effect).await
}

/// As [`complete`] for many jobs and the effect of all of them.
pub async fn complete_together<T>(
    store: &Store,
    claimed: &[&Claimed],
    effect: impl AsyncFnOnce(&Txn) -> Result<T>,
) -> Result<T> {
    store.write(async |txn| end_together(txn, claimed, effect).await).await
}

/// As [`complete_together`], for an effect that may be lost with the database host, since it can be made again:
/// read models.
pub async fn complete_all<T>(
    store: &Store,
    claimed: &[&Claimed],
    effect: impl AsyncFnOnce(&Txn) -> Result<T>,
) -> Result<T> {
    store.write_relaxed(async |txn| end_together(txn, claimed, effect).await).await
}

async fn end_together<T>(
    txn: &Txn,
    claimed: &[&Claimed],
    effect: impl AsyncFnOnce(&Txn) -> Result<T>,
) -> Result<T> {
    let value = effect(txn).await?;
    if mark_done(txn, claimed.iter().copied()).await? < claimed.len() as u64 {
        return Err(Error::LeaseLost);
    }
    Ok(value)
}

/// Marks jobs done whose effect is already in place and harmless to repeat. Those whose lease was lost are passed over.
pub async fn finish_all(store: &Store, claimed: &[&Claimed]) -> Result<u64> {
    mark_done(store.relaxed(), claimed.iter().copied()).await
}

async fn mark_done<'a>(
    db: &impl ConnectionTrait,
    claimed: impl IntoIterator<Item = &'a Claimed>,
) -> Result<u64> {
    let result = job::Entity::update_many()
        .set(job::ActiveModel {
            state: Set(JobState::Done),
            finished_at: Set(Some(now())),
            lease_until: Set(None),
            ..Default::default()
        })
        .filter(held_by(
            db.get_database_backend(),
            claimed.into_iter().map(|claim| (claim.id, claim.generation)),
        ))
        .exec(db)
        .await?;
    Ok(result.rows_affected)
}

/// Records a failed run. The job waits for its next attempt, or is dead when `fatal` or out of attempts. Returns
/// whether it is dead.
pub async fn fail(store: &Store, claimed: &Claimed, error: &str, fatal: bool) -> Result<bool> {
    let now = now();
    let dead = fatal || claimed.attempt >= claimed.max_attempts;
    let change = if dead {
        job::ActiveModel { state: Set(JobState::Dead), finished_at: Set(Some(now)), ..Default::default() }
    } else {
        job::ActiveModel {
            state: Set(JobState::Pending),
            run_at: Set(now + backoff(claimed)),
            ..Default::default()
        }
    };
    let change = job::ActiveModel {
        errors: Set(with_failed_run(&claimed.errors, &failed_run(claimed, now), error)),
        lease_until: Set(None),
        ..change
    };
    job::Entity::update_many()
        .set(change)
        .filter(held_by(store.backend(), [(claimed.id, claimed.generation)]))
        .exec(store.writer())
        .await?;
    if !dead {
        cancel::discard_if_cancelled(store, claimed.id).await?;
    }
    Ok(dead)
}

/// Gives the job back unharmed, without costing an attempt: it runs again after `delay`.
pub async fn hand_back(store: &Store, claimed: &Claimed, delay: Duration) -> Result<()> {
    give_back(store, claimed.id, claimed.generation, now() + delay).await
}

pub(super) async fn give_back(store: &Store, id: Uuid, generation: i32, run_at: Timestamp) -> Result<()> {
    job::Entity::update_many()
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).sub(1))
        .set(job::ActiveModel {
            state: Set(JobState::Pending),
            run_at: Set(run_at),
            lease_until: Set(None),
            ..Default::default()
        })
        .filter(held_by(store.backend(), [(id, generation)]))
        .exec(store.writer())
        .await?;
    cancel::discard_if_cancelled(store, id).await
}

/// Errors kept per job; the oldest go first.
const ERRORS_KEPT: usize = 20;

/// A run that failed, as it is kept with the job.
pub(super) struct FailedRun<'a> {
    pub attempt: i32,
    pub due_at: Timestamp,
    pub started_at: Option<Timestamp>,
    pub ended_at: Timestamp,
    pub worker: Option<&'a str>,
}

pub(super) fn failed_run(claimed: &Claimed, ended_at: Timestamp) -> FailedRun<'_> {
    FailedRun {
        attempt: claimed.attempt,
        due_at: claimed.started_at - claimed.waited,
        started_at: Some(claimed.started_at),
        ended_at,
        worker: Some(&claimed.worker),
    }
}

/// Adds a run that failed.
pub(super) fn with_failed_run(errors: &Value, run: &FailedRun<'_>, error: &str) -> Value {
    let note = json!({
        "attempt": run.attempt,
        "due_at": run.due_at,
        "started_at": run.started_at,
        "at": run.ended_at,
        "worker": run.worker,
        "error": shortened(error),
    });
    with_note(errors, note)
}

/// Adds what was not a run, such as the word of a person.
pub(super) fn with_error(errors: &Value, attempt: i32, at: Timestamp, error: &str) -> Value {
    with_note(errors, json!({ "attempt": attempt, "at": at, "error": shortened(error) }))
}

fn shortened(error: &str) -> String {
    error.chars().take(2_000).collect()
}

fn with_note(errors: &Value, note: Value) -> Value {
    let mut errors = errors.as_array().cloned().unwrap_or_default();
    errors.push(note);
    let surplus = errors.len().saturating_sub(ERRORS_KEPT);
    errors.drain(..surplus);
    Value::Array(errors)
}

/// Exponential, with up to 25 % taken off at random so that failures of one moment do not come back as one.
fn backoff(claimed: &Claimed) -> Duration {
    let policy = claimed.job.policy();
    let doublings = u32::try_from((claimed.attempt - 1).clamp(0, 20)).unwrap_or_default();
    let wait = policy.backoff.saturating_mul(2_u32.saturating_pow(doublings)).min(policy.backoff_limit);
    wait.mul_f64(rand::random_range(0.75..=1.0))
}
