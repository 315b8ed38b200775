//! Cancelling all jobs of a kind, a queue, a trace, an order …, bounded like the other interventions on many.

use std::collections::HashMap;

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use serde_json::json;
use uuid::Uuid;

use super::cancel::{asked, discarded, merged};
use super::finish::with_error;
use super::intervene::{BULK_BATCH, BULK_LIMIT};
use super::{JobFilter, chains, jobs_that_match};
use crate::audit::{self, Action};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::{Store, Txn};

/// What came of cancelling many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BulkCancellation {
    /// They had not begun, and never will.
    pub discarded: u64,
    /// They run, and their workers were asked to end them.
    pub requested: u64,
    /// There are more, or some were in somebody's hands just now: ask again.
    pub more: bool,
}

/// In which a job can be cancelled.
const UNFINISHED: [JobState; 4] = [JobState::Waiting, JobState::Pending, JobState::Queued, JobState::Running];

/// Cancels the jobs that are meant and not finished, in transactions of a few hundred, [`BULK_LIMIT`] at most. Jobs that
/// are enqueued later are not meant. `by` is who wants it, for those who ask later.
///
/// # Errors
/// `Invalid` (`state`) when finished jobs are meant.
pub async fn cancel_all(store: &Store, filter: &JobFilter, by: &str) -> Result<BulkCancellation> {
    let mut filter = filter.clone();
    if filter.states.is_empty() {
        filter.states = UNFINISHED.to_vec();
    }
    if let Some(finished) = filter.states.iter().find(|state| !UNFINISHED.contains(state)) {
        return Err(Error::invalid("state", format!("a job that is {finished} cannot be cancelled")));
    }
    let newest = Uuid::now_v7();
    let meant = || {
        jobs_that_match(&filter)
            .filter(job::Column::CancelRequestedAt.is_null())
            .filter(job::Column::Id.lt(newest))
            .order_by_asc(job::Column::Id)
    };
    let mut bulk = BulkCancellation::default();
    while bulk.discarded + bulk.requested < BULK_LIMIT {
        let is_first = bulk == BulkCancellation::default();
        let (discarded, requested) =
            store.write(async |txn| cancel_some(txn, meant(), by, is_first).await).await?;
        if discarded + requested == 0 {
            break;
        }
        bulk.discarded += discarded;
        bulk.requested += requested;
    }
    bulk.more = meant().limit(1).one(store.writer()).await?.is_some();
    Ok(bulk)
}

async fn cancel_some(txn: &Txn, which: Select<job::Entity>, by: &str, is_first: bool) -> Result<(u64, u64)> {
    let rows = which
        .limit(BULK_BATCH)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(txn)
        .await?;
    let (running, waiting): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|row| row.state == JobState::Running);
    let now = now();
    if !running.is_empty() {
        let ids = running.iter().map(|row| row.id);
        job::Entity::update_many().set(asked(now, by)).filter(job::Column::Id.is_in(ids)).exec(txn).await?;
    }
    discard(txn, &waiting, now, by).await?;
    let ids: Vec<Uuid> = running.iter().chain(&waiting).map(|row| row.id).collect();
    if is_first || !ids.is_empty() {
        audit::did(txn, Action::JobCancelAll, "many", None, Some(json!({ "jobs": ids }))).await?;
    }
    Ok((waiting.len() as u64, running.len() as u64))
}

/// One statement for all whose history is the same: that of most is empty.
async fn discard(txn: &Txn, rows: &[job::Model], now: Timestamp, by: &str) -> Result<()> {
    let mut alike: HashMap<(String, i32), Vec<&job::Model>> = HashMap::new();
    for row in rows {
        alike.entry((row.errors.to_string(), row.attempts)).or_default().push(row);
    }
    for ((_, attempts), rows) in alike {
        let reason = with_error(&rows[0].errors, attempts, now, &format!("cancelled by {by}"));
        let change = job::ActiveModel { errors: Set(reason), ..discarded(now) };
        job::Entity::update_many()
            .set(merged(change, asked(now, by)))
            .filter(job::Column::Id.is_in(rows.iter().map(|row| row.id)))
            .exec(txn)
            .await?;
    }
    let followed: Vec<Uuid> = rows.iter().filter(|row| row.has_followers).map(|row| row.id).collect();
    chains::bury(txn, followed, JobState::Discarded, now).await
}
