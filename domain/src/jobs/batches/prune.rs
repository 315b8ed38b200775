//! Forgetting batches: those that ended long ago, and neither have a dead job nor are completed by one.

use entity::states::JobState;
use entity::{batch, job};
use sea_orm::sea_query::{Expr, ExprTrait, SimpleExpr};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};

use super::its_jobs;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::Store;

/// What somebody may still want to do something about.
const UNSETTLED: [JobState; 5] =
    [JobState::Waiting, JobState::Pending, JobState::Queued, JobState::Running, JobState::Dead];

/// Deletes batches that ended before `before`. Their jobs are pruned as all others from then on.
pub(in crate::jobs) async fn prune(store: &Store, before: Timestamp) -> Result<u64> {
    let unsettled = its_jobs().and_where(job::Column::State.is_in(UNSETTLED)).take();
    let completion = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(
            Expr::col((job::Entity, job::Column::Id))
                .eq(Expr::col((batch::Entity, batch::Column::CompletionJobId))),
        )
        .filter(job::Column::State.is_in(UNSETTLED))
        .into_query();
    let gone = batch::Entity::delete_many()
        .filter(batch::Column::EndedAt.lt(before))
        .filter(Expr::exists(unsettled).not())
        .filter(Expr::exists(completion).not())
        .exec(store.writer())
        .await?;
    Ok(gone.rows_affected)
}

/// Within a query about jobs: the batch of the job is there.
pub(in crate::jobs) fn is_there() -> SimpleExpr {
    let batch = batch::Entity::find()
        .select_only()
        .column(batch::Column::Id)
        .filter(
            Expr::col((batch::Entity, batch::Column::Id)).eq(Expr::col((job::Entity, job::Column::BatchId))),
        )
        .into_query();
    Expr::exists(batch)
}
