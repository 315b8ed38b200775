//! Batches: jobs that belong together, with progress, and a job that runs when all of them have ended.
//!
//! A batch is opened, gets its jobs, and is sealed; from then on only its own jobs may add to it. When it is sealed and none of
//! its jobs is open (waiting, pending, queued or running), it ends: under the lock of its row the completion job is
//! enqueued in the same transaction, so exactly once. Whoever ends a job asks whether its batch is over; the redrive
//! finds those that nobody asked about.
//!
//! There are no counters that all jobs would have to update: progress is counted. So the jobs of a batch are kept as
//! long as the batch. A dead job does not keep a batch from ending; when it is retried, the batch opens again, and the
//! completion job runs once more when it ends again: once in each round.

mod cancel;
mod end;
mod open;
mod progress;
mod prune;

pub use cancel::{Cancelled, cancel};
pub use end::end;
pub(super) use end::end_overlooked;
pub use open::{NewBatch, open, seal};
pub(super) use open::{admit, reopen};
pub use progress::{Batch, BatchState, Progress, find, find_all, list, results, state_of};
pub(super) use prune::{is_there, prune};

use entity::states::JobState;
use entity::{batch, job};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, SelectStatement};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::store::Txn;

/// A job in one of these states keeps its batch from ending.
const OPEN: [JobState; 4] = [JobState::Waiting, JobState::Pending, JobState::Queued, JobState::Running];

/// The batch, which nobody ends, seals, cancels or adds to until this transaction is over.
async fn locked(txn: &Txn, id: Uuid) -> Result<batch::Model> {
    let row = batch::Entity::find_by_id(id).lock(LockType::Update).one(txn).await?;
    row.ok_or(Error::NotFound { what: "batch" })
}

/// Within a query about batches: the jobs of the batch in question.
fn its_jobs() -> SelectStatement {
    job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(
            Expr::col((job::Entity, job::Column::BatchId)).eq(Expr::col((batch::Entity, batch::Column::Id))),
        )
        .into_query()
}

/// Within a query about batches: one of its jobs is open.
fn has_open_jobs() -> sea_orm::sea_query::SimpleExpr {
    Expr::exists(its_jobs().and_where(job::Column::State.is_in(OPEN)).take())
}
