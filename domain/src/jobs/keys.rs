//! Jobs found by their unique key, for those who know the key and not the job.

use entity::job;
use entity::states::JobState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::cancel::discarded;
use super::chains;
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::store::Txn;

/// Keys of one statement; the number of its parameters is limited.
const BATCH: usize = 500;

/// Gives up the jobs with these keys that have not begun, and what waits for them dies. One that runs is left alone.
pub async fn discard_by_keys(txn: &Txn, keys: impl IntoIterator<Item = String>) -> Result<()> {
    let mut keys = keys.into_iter().peekable();
    while keys.peek().is_some() {
        let now = now();
        let rows = job::Entity::update_many()
            .set(discarded(now))
            .filter(job::Column::UniqueKey.is_in(keys.by_ref().take(BATCH)))
            .filter(job::Column::State.is_in([JobState::Waiting, JobState::Pending, JobState::Queued]))
            .exec_with_returning(txn)
            .await?;
        let followed = rows.into_iter().filter(|row| row.has_followers).map(|row| row.id);
        chains::bury(txn, followed.collect(), JobState::Discarded, now).await?;
    }
    Ok(())
}

/// Whether a job with this key is pending, queued or running.
pub async fn has_key(db: &impl ConnectionTrait, key: &str) -> Result<bool> {
    let found = job::Entity::find()
        .filter(job::Column::UniqueKey.eq(key))
        .filter(job::Column::State.is_in([JobState::Pending, JobState::Queued, JobState::Running]))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// When the job with this key is due, if it waits for that.
pub async fn waits_until(db: &impl ConnectionTrait, key: &str) -> Result<Option<Timestamp>> {
    let found = job::Entity::find()
        .filter(job::Column::UniqueKey.eq(key))
        .filter(job::Column::State.eq(JobState::Pending))
        .one(db)
        .await?;
    Ok(found.map(|job| job.run_at))
}
