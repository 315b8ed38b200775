//! Cancelling a batch: what has not begun is discarded, what runs is asked to end, and nothing more comes in.
//!
//! The mark on the batch is one commit, the jobs follow a few hundred at a time. If the process dies in between, the
//! redrive goes on.

use entity::states::JobState;
use entity::{batch, job};
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use serde_json::json;
use uuid::Uuid;

use super::{end, locked};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::jobs::cancel::{asked, discarded, merged};
use crate::jobs::{Ticket, chains};
use crate::store::{Store, Txn};

/// What came of cancelling a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cancelled {
    /// Jobs that had not begun, and never will.
    pub discarded: u64,
    /// Jobs that run. Their workers have been asked to end them.
    pub requested: u64,
    /// Of the completion job, if the batch ended with this.
    pub tickets: Vec<Ticket>,
}

/// Jobs per transaction.
const PER_STEP: u64 = 500;

/// Cancels a batch that has not ended. It is sealed with that, and ends as every other, completion included, when its
/// last run has ended. `by` is who wants it.
///
/// # Errors
/// `Conflict` `batch_ended`.
pub async fn cancel(store: &Store, id: Uuid, by: &str) -> Result<Cancelled> {
    store
        .write(async |txn| {
            let row = locked(txn, id).await?;
            if row.ended_at.is_some() {
                return Err(Error::conflict(
                    "batch_ended",
                    "the batch has ended; there is nothing to cancel",
                ));
            }
            let now = now();
            let mark = batch::ActiveModel {
                sealed_at: Set(Some(row.sealed_at.unwrap_or(now))),
                cancelled_at: Set(Some(row.cancelled_at.unwrap_or(now))),
                cancelled_by: Set(Some(row.cancelled_by.unwrap_or_else(|| by.to_owned()))),
                ..Default::default()
            };
            batch::Entity::update_many().set(mark).filter(batch::Column::Id.eq(id)).exec(txn).await?;
            audit::did(txn, Action::BatchCancel, id, Some(json!({ "name": row.name })), None).await
        })
        .await?;
    let (discarded, requested) = end_jobs(store, id).await?;
    Ok(Cancelled { discarded, requested, tickets: end(store, &[id]).await? })
}

/// Ends the open jobs of a batch that is cancelled. Returns how many were discarded, and how many asked to end.
pub(super) async fn end_jobs(store: &Store, id: Uuid) -> Result<(u64, u64)> {
    let Some(by) = batch::Entity::find_by_id(id).one(store.read()).await?.and_then(|row| row.cancelled_by)
    else {
        return Ok((0, 0));
    };
    let mut not_begun = 0;
    loop {
        let some = store.write(async |txn| discard_some(txn, id, &by).await).await?;
        not_begun += some;
        if some < PER_STEP {
            break;
        }
    }
    let requested = job::Entity::update_many()
        .set(asked(now(), &by))
        .filter(job::Column::BatchId.eq(id))
        .filter(job::Column::State.eq(JobState::Running))
        .filter(job::Column::CancelRequestedAt.is_null())
        .exec(store.writer())
        .await?;
    Ok((not_begun, requested.rows_affected))
}

async fn discard_some(txn: &Txn, id: Uuid, by: &str) -> Result<u64> {
    let not_begun = [JobState::Waiting, JobState::Pending, JobState::Queued];
    let ids = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::BatchId.eq(id))
        .filter(job::Column::State.is_in(not_begun))
        .limit(PER_STEP)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let now = now();
    let rows = job::Entity::update_many()
        .set(merged(discarded(now), asked(now, by)))
        .filter(job::Column::Id.in_subquery(ids))
        .exec_with_returning(txn)
        .await?;
    let followed: Vec<Uuid> = rows.iter().filter(|row| row.has_followers).map(|row| row.id).collect();
    chains::bury(txn, followed, JobState::Discarded, now).await?;
    Ok(rows.len() as u64)
}
