//! Ending a run: done, failed, or handed back. Each is fenced by the claim's generation, so that a worker that lost its
//! lease cannot touch the run of another.

use std::time::Duration;

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::dead::gist;
use super::lease::held_by;
use super::{Claimed, cancel, chains};
use crate::clock::{Timestamp, now};
use crate::error::{Class, Error, Result};
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
    if mark_done_in(txn, claimed).await? < claimed.len() as u64 {
        return Err(Error::LeaseLost);
    }
    Ok(value)
}

/// Marks jobs done whose effect is already in place and harmless to repeat. Those whose lease was lost are passed over.
pub async fn finish_all(store: &Store, claimed: &[&Claimed]) -> Result<u64> {
    let done = mark_done(store.relaxed(), claimed, false).await?;
    if done == claimed.len() as u64 {
        return Ok(done);
    }
    // Some have followers, which start with the same commit; or they are no longer ours.
    let more = store.write_relaxed(async |txn| finish_followed(txn, claimed).await).await?;
    Ok(done + more)
}

async fn mark_done_in(txn: &Txn, claimed: &[&Claimed]) -> Result<u64> {
    let done = mark_done(txn, claimed, false).await?;
    if done == claimed.len() as u64 {
        return Ok(done);
    }
    Ok(done + finish_followed(txn, claimed).await?)
}

async fn finish_followed(txn: &Txn, claimed: &[&Claimed]) -> Result<u64> {
    let done = mark_done(txn, claimed, true).await?;
    if done > 0 {
        let ids: Vec<Uuid> = claimed.iter().map(|claim| claim.id).collect();
        chains::release(txn, &ids, now()).await?;
    }
    Ok(done)
}

/// Those with followers, or those without: so that the many without cost one statement and no transaction.
async fn mark_done(db: &impl ConnectionTrait, claimed: &[&Claimed], followed: bool) -> Result<u64> {
    let result = job::Entity::update_many()
        .set(job::ActiveModel {
            state: Set(JobState::Done),
            finished_at: Set(Some(now())),
            lease_until: Set(None),
            ..Default::default()
        })
        .filter(held_by(db.get_database_backend(), claimed.iter().map(|claim| (claim.id, claim.generation))))
        .filter(job::Column::HasFollowers.eq(followed))
        .exec(db)
        .await?;
    Ok(result.rows_affected)
}

/// Records a run that failed with `error`. The job waits for its next attempt, or is dead when the class says so or it is
/// out of attempts; snoozing costs no attempt and leaves no trace. Returns whether it is dead.
pub async fn fail(store: &Store, claimed: &Claimed, error: &str, class: Class) -> Result<bool> {
    let not_before = match class {
        Class::Snooze { after } => {
            hand_back(store, claimed, after).await?;
            return Ok(false);
        }
        Class::Retry { not_before } if claimed.attempt < claimed.max_attempts => not_before,
        Class::Retry { .. } | Class::Refuse => {
            let change = job::ActiveModel {
                errors: Set(with_failed_run(&claimed.errors, &failed_run(claimed, now()), error)),
                ..death(now(), error)
            };
            die(store, claimed.id, claimed.generation, change).await?;
            return Ok(true);
        }
    };
    let now = now();
    let told_to_wait_until = not_before.map(|wait| now + wait.min(PATIENCE));
    let run = FailedRun { told_to_wait_until, ..failed_run(claimed, now) };
    job::Entity::update_many()
        .set(job::ActiveModel {
            state: Set(JobState::Pending),
            run_at: Set(now + backoff(claimed, not_before)),
            errors: Set(with_failed_run(&claimed.errors, &run, error)),
            lease_until: Set(None),
            ..Default::default()
        })
        .filter(held_by(store.backend(), [(claimed.id, claimed.generation)]))
        .exec(store.writer())
        .await?;
    cancel::discard_if_cancelled(store, &[claimed.id]).await?;
    Ok(false)
}

/// Ends a job that was claimed and cannot be run at all, with the reason. It costs no attempt.
pub(super) async fn die_unrun(store: &Store, row: &job::Model, reason: &str) -> Result<()> {
    tracing::error!(job_id = %row.id, kind = row.kind, "job {} is dead: {reason}", row.id);
    let change = job::ActiveModel {
        attempts: Set(row.attempts - 1),
        errors: Set(with_error(&row.errors, row.attempts - 1, now(), reason)),
        ..death(now(), reason)
    };
    die(store, row.id, row.generation, change).await
}

/// What becomes of a row when its job dies.
pub(super) fn death(at: Timestamp, error: &str) -> job::ActiveModel {
    job::ActiveModel {
        state: Set(JobState::Dead),
        finished_at: Set(Some(at)),
        lease_until: Set(None),
        failure: Set(Some(gist(error))),
        ..Default::default()
    }
}

async fn die(store: &Store, id: Uuid, generation: i32, change: job::ActiveModel) -> Result<()> {
    store
        .write(async |txn| {
            let died = job::Entity::update_many()
                .set(change)
                .filter(held_by(store.backend(), [(id, generation)]))
                .exec(txn)
                .await?
                .rows_affected;
            if died > 0 {
                chains::bury(txn, vec![id], JobState::Dead, now()).await?;
            }
            Ok(())
        })
        .await
}

/// Keeps what this run wants others to know: a few numbers and names, as JSON. For the effect of [`complete`].
///
/// # Errors
/// `LeaseLost` when the job is no longer this claim's.
pub async fn record_result(txn: &Txn, claimed: &Claimed, result: &impl Serialize) -> Result<()> {
    let changed = job::Entity::update_many()
        .set(job::ActiveModel { result: Set(Some(serde_json::to_value(result)?)), ..Default::default() })
        .filter(held_by(txn.get_database_backend(), [(claimed.id, claimed.generation)]))
        .exec(txn)
        .await?
        .rows_affected;
    if changed == 0 { Err(Error::LeaseLost) } else { Ok(()) }
}

/// Gives the job back unharmed, without costing an attempt: it runs again after `delay`, a day at most.
pub async fn hand_back(store: &Store, claimed: &Claimed, delay: Duration) -> Result<()> {
    hand_back_all(store, &[claimed], delay).await
}

/// As [`hand_back`], for many.
pub async fn hand_back_all(store: &Store, claimed: &[&Claimed], delay: Duration) -> Result<()> {
    let claims: Vec<_> = claimed.iter().map(|claim| (claim.id, claim.generation)).collect();
    give_back(store, &claims, now() + delay.min(PATIENCE)).await
}

/// Claims given as id and generation.
pub(super) async fn give_back(store: &Store, claims: &[(Uuid, i32)], run_at: Timestamp) -> Result<()> {
    if claims.is_empty() {
        return Ok(());
    }
    job::Entity::update_many()
        .col_expr(job::Column::Attempts, Expr::col(job::Column::Attempts).sub(1))
        .set(job::ActiveModel {
            state: Set(JobState::Pending),
            run_at: Set(run_at),
            lease_until: Set(None),
            ..Default::default()
        })
        .filter(held_by(store.backend(), claims.iter().copied()))
        .exec(store.writer())
        .await?;
    let ids: Vec<Uuid> = claims.iter().map(|(id, _)| *id).collect();
    cancel::discard_if_cancelled(store, &ids).await
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
    /// Until when the other side wants to be left alone.
    pub told_to_wait_until: Option<Timestamp>,
}

/// Under which name that is kept.
pub(super) const TOLD_TO_WAIT: &str = "told_to_wait_until";

pub(super) fn failed_run(claimed: &Claimed, ended_at: Timestamp) -> FailedRun<'_> {
    FailedRun {
        attempt: claimed.attempt,
        due_at: claimed.started_at - claimed.waited,
        started_at: Some(claimed.started_at),
        ended_at,
        worker: Some(&claimed.worker),
        told_to_wait_until: None,
    }
}

/// Adds a run that failed.
pub(super) fn with_failed_run(errors: &Value, run: &FailedRun<'_>, error: &str) -> Value {
    let mut note = json!({
        "attempt": run.attempt,
        "due_at": run.due_at,
        "started_at": run.started_at,
        "at": run.ended_at,
        "worker": run.worker,
        "error": shortened(error),
    });
    if let Some(until) = run.told_to_wait_until {
        note[TOLD_TO_WAIT] = json!(until);
    }
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

/// The longest time that anybody outside may make a job wait.
const PATIENCE: Duration = Duration::from_secs(86_400);

/// Exponential, less a random share; but never sooner than the other side asked for, within reason.
fn backoff(claimed: &Claimed, not_before: Option<Duration>) -> Duration {
    let policy = claimed.job.policy();
    let doublings = u32::try_from((claimed.attempt - 1).clamp(0, 20)).unwrap_or_default();
    let wait = policy.backoff.saturating_mul(2_u32.saturating_pow(doublings)).min(policy.backoff_limit);
    let wait = wait.mul_f64(1.0 - rand::random_range(0.0..=policy.jitter));
    wait.max(not_before.unwrap_or_default().min(PATIENCE))
}
