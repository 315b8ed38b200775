//! Forgetting finished jobs, so that the ledger stays small. Dead ones are kept until somebody decides.

use entity::states::JobState;
use entity::{job, tick};
use sea_orm::sea_query::{ExprTrait, LockBehavior, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::batches;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::retention::Round;
use crate::store::Store;

/// Deletes done and discarded jobs, and ticks, that ended before `before`, as far as the round goes, and batches
/// that are over since then. A job of a batch goes after its batch. Returns how many jobs went.
pub async fn prune(store: &Store, before: Timestamp, round: &mut Round) -> Result<u64> {
    batches::prune(store, before).await?;
    let jobs = |limit| async move {
        let ids = job::Entity::find()
            .select_only()
            .column(job::Column::Id)
            .filter(job::Column::State.is_in([JobState::Done, JobState::Discarded]))
            .filter(job::Column::FinishedAt.lt(before))
            .filter(job::Column::BatchId.is_null().or(batches::is_there().not()))
            .limit(limit)
            // What somebody has in hand this moment, such as a person who retries it, is left for the next time.
            .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
            .into_query();
        let gone = job::Entity::delete_many().filter(job::Column::Id.in_subquery(ids));
        Ok(gone.exec(store.writer()).await?.rows_affected)
    };
    let total = round.run(jobs).await?;
    tick::Entity::delete_many().filter(tick::Column::FiredAt.lt(before)).exec(store.writer()).await?;
    Ok(total)
}
