//! Opening a batch, letting jobs into it, and sealing it.

use std::collections::HashSet;

use entity::{batch, job};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::end::end_if_over;
use super::locked;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::jobs::{Job, Ticket};
use crate::store::Txn;
use crate::trace;

/// A batch that is to be opened.
#[derive(Debug, Clone)]
pub struct NewBatch {
    /// Known beforehand, so that payloads can name it.
    pub id: Uuid,
    /// For people, such as `products.import`. Need not be unique.
    pub name: String,
    completion: Option<Job>,
}

impl NewBatch {
    pub fn new(name: impl Into<String>) -> Self {
        Self { id: Uuid::now_v7(), name: name.into(), completion: None }
    }

    /// Runs that job whenever the batch ends, however its jobs ended. It is not one of the batch; it finds out by
    /// [`find`](super::find) how many of them did what they should.
    #[must_use]
    pub fn completed_by(mut self, job: Job) -> Self {
        self.completion = Some(job);
        self
    }
}

/// Opens a batch, which gets its jobs by [`NewJob::in_batch`](crate::jobs::NewJob::in_batch) and ends only after
/// [`seal`].
pub async fn open(txn: &Txn, new: NewBatch) -> Result<Uuid> {
    let completion = new.completion.as_ref().map(Job::to_stored).transpose()?;
    let (kind, payload) = completion.unzip();
    let row = batch::ActiveModel {
        id: Set(new.id),
        name: Set(new.name),
        completion_kind: Set(kind),
        completion_payload: Set(payload),
        trace_id: Set(trace::current()),
        rounds: Set(0),
        created_at: Set(now()),
        sealed_at: Set(None),
        ended_at: Set(None),
        completion_job_id: Set(None),
        cancelled_at: Set(None),
        cancelled_by: Set(None),
    };
    batch::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(new.id)
}

/// Says that all jobs are in the batch, but for those that they add themselves. One without any job ends at once.
/// Returns the tickets to push after the commit. Sealing again does nothing.
pub async fn seal(txn: &Txn, id: Uuid) -> Result<Vec<Ticket>> {
    let mut row = locked(txn, id).await?;
    if row.sealed_at.is_none() {
        row.sealed_at = Some(now());
        let sealed = batch::ActiveModel { sealed_at: Set(row.sealed_at), ..Default::default() };
        batch::Entity::update_many().set(sealed).filter(batch::Column::Id.eq(id)).exec(txn).await?;
    }
    end_if_over(txn, row).await
}

/// Lets jobs into these batches, none of which is sealed, ended or cancelled until this transaction is over.
pub(in crate::jobs) async fn admit(txn: &Txn, ids: impl IntoIterator<Item = Uuid>) -> Result<()> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(());
    }
    let rows = batch::Entity::find()
        .filter(batch::Column::Id.is_in(ids.iter().copied()))
        .order_by_asc(batch::Column::Id)
        .lock_shared()
        .all(txn)
        .await?;
    if rows.len() < ids.len() {
        return Err(Error::NotFound { what: "batch" });
    }
    let own = own_batch(txn).await?;
    for row in rows {
        // Not refusals: a run that is too late is not to die of it, but to be discarded or to lose its lease.
        if row.cancelled_at.is_some() {
            return Err(Error::conflict(
                "batch_cancelled",
                "the batch is cancelled; nothing can be added to it",
            ));
        }
        if row.ended_at.is_some() || (row.sealed_at.is_some() && own != Some(row.id)) {
            let detail = "the batch is sealed; only its own jobs can add to it, while it has not ended";
            return Err(Error::conflict("batch_sealed", detail));
        }
    }
    Ok(())
}

/// The batch of the job in whose run this happens.
async fn own_batch(txn: &Txn) -> Result<Option<Uuid>> {
    let Some(id) = trace::job_id() else { return Ok(None) };
    let row: Option<Option<Uuid>> =
        job::Entity::find_by_id(id).select_only().column(job::Column::BatchId).into_tuple().one(txn).await?;
    Ok(row.flatten())
}

/// Opens batches again of which a job starts anew. Also those that have not ended: whoever is about to end one waits
/// for this commit.
pub(in crate::jobs) async fn reopen(txn: &Txn, ids: impl IntoIterator<Item = Uuid>) -> Result<()> {
    let ids: HashSet<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(());
    }
    batch::Entity::update_many()
        .set(batch::ActiveModel {
            ended_at: Set(None),
            cancelled_at: Set(None),
            cancelled_by: Set(None),
            ..Default::default()
        })
        .filter(batch::Column::Id.is_in(ids))
        .exec(txn)
        .await?;
    Ok(())
}
