//! Pausing a queue: its jobs stay where they are until somebody resumes it. What runs already goes on.
//!
//! Workers look at the pauses every second and leave the tickets of a paused queue alone. The claim refuses as well, so
//! that a ticket that was on its way starts nothing.

use entity::states::JobState;
use entity::{job, queue_pause};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, SimpleExpr};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::Queue;
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::Result;
use crate::store::Store;

/// Nothing of this queue is started any more. A queue that is paused already keeps its first pause.
pub async fn pause(store: &Store, queue: Queue, by: &str) -> Result<()> {
    let row = queue_pause::ActiveModel {
        queue: Set(queue.as_str().to_owned()),
        paused_by: Set(by.to_owned()),
        paused_at: Set(now()),
    };
    store
        .write(async |txn| {
            queue_pause::Entity::insert(row)
                .on_conflict(OnConflict::column(queue_pause::Column::Queue).do_nothing().to_owned())
                .exec_without_returning(txn)
                .await?;
            audit::did(txn, Action::QueuePause, queue.as_str(), None, None).await
        })
        .await
}

/// Ends a pause; the next redrive sends the tickets of all its jobs, because some were refused meanwhile. Returns whether
/// there was a pause.
pub async fn resume(store: &Store, queue: Queue) -> Result<bool> {
    store
        .write(async |txn| {
            let gone = queue_pause::Entity::delete_by_id(queue.as_str()).exec(txn).await?;
            audit::did(txn, Action::QueueResume, queue.as_str(), None, None).await?;
            if gone.rows_affected > 0 {
                job::Entity::update_many()
                    .set(job::ActiveModel { lease_until: Set(Some(now())), ..Default::default() })
                    .filter(job::Column::State.eq(JobState::Queued))
                    .filter(job::Column::Queue.eq(queue.as_str()))
                    .exec(txn)
                    .await?;
            }
            Ok(gone.rows_affected > 0)
        })
        .await
}

/// The queues that are paused, by name.
pub async fn pauses(db: &impl ConnectionTrait) -> Result<Vec<queue_pause::Model>> {
    Ok(queue_pause::Entity::find().order_by_asc(queue_pause::Column::Queue).all(db).await?)
}

/// True of jobs whose queue is not paused.
pub(super) fn is_open() -> SimpleExpr {
    let paused = queue_pause::Entity::find().select_only().column(queue_pause::Column::Queue).into_query();
    Expr::col((job::Entity, job::Column::Queue)).not_in_subquery(paused)
}
