//! Cancelling: a job that waits is discarded at once; of a job that runs, its worker learns with its next heartbeat.
//!
//! A run is only cut off where that leaves nothing half done. Every other run ends as it would have; if it fails, the
//! job is discarded instead of being tried again.

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{Condition, ExprTrait};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;
use uuid::Uuid;

use super::finish::{failed_run, with_error, with_failed_run};
use super::lease::{among, held_by};
use super::{Claimed, Job, chains};
use crate::audit::{self, Action};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::Store;

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cancellation {
    /// It had not begun, and never will.
    Discarded,
    /// It runs. Its worker has been asked to end it.
    Requested,
}

impl Job {
    /// Whether a run of it may be cut off in the middle for good. Not where somebody outside may have acted on it, or
    /// where a number has been given out.
    pub const fn may_be_cut_off(&self) -> bool {
        !matches!(
            self,
            Self::ChargePayment { .. }
                | Self::ReconcilePayment { .. }
                | Self::RefundPayment { .. }
                | Self::ReconcileRefund { .. }
                | Self::VoidOpenPayments { .. }
                | Self::ProcessWebhook { .. }
                | Self::IssueInvoice { .. }
        )
    }
}

/// Cancels a job that is not finished. `by` is who wants it, for those who ask later.
///
/// # Errors
/// `Conflict` `wrong_job_state` for one that is done, dead or discarded.
pub async fn cancel(store: &Store, id: Uuid, by: &str) -> Result<Cancellation> {
    store
        .write(async |txn| {
            let row = job::Entity::find_by_id(id).lock_exclusive().one(txn).await?;
            let row = row.ok_or(Error::NotFound { what: "job" })?;
            let now = now();
            let asked = match (row.cancel_requested_at, &row.cancel_requested_by) {
                (Some(at), Some(first)) => asked(at, first),
                _ => asked(now, by),
            };
            let (change, outcome) = match row.state {
                JobState::Waiting | JobState::Pending | JobState::Queued => {
                    let reason = with_error(&row.errors, row.attempts, now, &format!("cancelled by {by}"));
                    let discarded = job::ActiveModel { errors: Set(reason), ..discarded(now) };
                    (merged(discarded, asked), Cancellation::Discarded)
                }
                JobState::Running => (asked, Cancellation::Requested),
                state => {
                    return Err(Error::conflict(
                        "wrong_job_state",
                        format!("only a job that is not finished can be cancelled; this one is {state}"),
                    ));
                }
            };
            let was = json!({ "state": row.state });
            job::Entity::update_many().set(change).filter(job::Column::Id.eq(id)).exec(txn).await?;
            audit::did(txn, Action::JobCancel, id, Some(was), None).await?;
            if outcome == Cancellation::Discarded {
                chains::bury(txn, vec![id], JobState::Discarded, now).await?;
            }
            Ok(outcome)
        })
        .await
}

/// Notes who wants it cancelled, and since when.
pub(super) fn asked(at: Timestamp, by: &str) -> job::ActiveModel {
    job::ActiveModel {
        cancel_requested_at: Set(Some(at)),
        cancel_requested_by: Set(Some(by.to_owned())),
        ..Default::default()
    }
}

/// What becomes of a row when its job is given up.
pub(super) fn discarded(at: Timestamp) -> job::ActiveModel {
    job::ActiveModel {
        state: Set(JobState::Discarded),
        finished_at: Set(Some(at)),
        lease_until: Set(None),
        ..Default::default()
    }
}

pub(super) fn merged(change: job::ActiveModel, asked: job::ActiveModel) -> job::ActiveModel {
    job::ActiveModel {
        cancel_requested_at: asked.cancel_requested_at,
        cancel_requested_by: asked.cancel_requested_by,
        ..change
    }
}

/// Records that a run was cut off because the job is cancelled. Returns whether the job was still this claim's.
pub async fn cut_off(store: &Store, claimed: &Claimed) -> Result<bool> {
    let run = failed_run(claimed, now());
    let reason = with_failed_run(&claimed.errors, &run, "cancelled while it ran");
    let change = job::ActiveModel { errors: Set(reason), ..discarded(now()) };
    let held = held_by(store.backend(), [(claimed.id, claimed.generation)]);
    end_where(store, claimed.id, held, change).await
}

/// Jobs that would run again after all, though somebody wanted them cancelled, are discarded.
pub(super) async fn discard_if_cancelled(store: &Store, ids: &[Uuid]) -> Result<()> {
    let cancelled =
        job::Column::State.eq(JobState::Pending).and(job::Column::CancelRequestedAt.is_not_null());
    let which = Condition::all().add(among(store.backend(), ids)).add(cancelled);
    let waiting = job::Entity::find().select_only().column(job::Column::Id).filter(which.clone());
    let ids: Vec<Uuid> = waiting.into_tuple().all(store.writer()).await?;
    for id in ids {
        end_where(store, id, which.clone(), discarded(now())).await?;
    }
    Ok(())
}

/// Discards the job if the condition holds, and then lets its followers die. Returns whether it did.
async fn end_where(store: &Store, id: Uuid, which: Condition, change: job::ActiveModel) -> Result<bool> {
    store
        .write(async |txn| {
            let update = job::Entity::update_many().set(change).filter(job::Column::Id.eq(id)).filter(which);
            let ended = update.exec(txn).await?.rows_affected > 0;
            if ended {
                chains::bury(txn, vec![id], JobState::Discarded, now()).await?;
            }
            Ok(ended)
        })
        .await
}
