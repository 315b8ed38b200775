//! The end of a batch, and the one job that follows from it.

use entity::{batch, job};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{OPEN, cancel, has_open_jobs, locked};
use crate::clock::now;
use crate::error::Result;
use crate::jobs::{Job, NewJob, Ticket, enqueue_all};
use crate::store::{Store, Txn};

/// Batches that one round of the redrive ends.
const PER_ROUND: u64 = 100;

/// Ends those of the batches that are sealed and have no open job: for whoever has just ended a job, after the commit.
/// Of several who ask at once one ends the batch. Returns the tickets of completion jobs.
pub async fn end(store: &Store, ids: &[Uuid]) -> Result<Vec<Ticket>> {
    end_those(store, over().filter(batch::Column::Id.is_in(ids.iter().copied()))).await
}

/// Ends batches whose last job ended without anybody asking: because the process died in between, or a person, the
/// redrive or the claim ended it. Goes on with what a cancellation left open.
pub(in crate::jobs) async fn end_overlooked(store: &Store) -> Result<Vec<Ticket>> {
    let cancelled = unended().filter(batch::Column::CancelledAt.is_not_null());
    let ids: Vec<Uuid> = cancelled.limit(PER_ROUND).into_tuple().all(store.read()).await?;
    for id in ids {
        cancel::end_jobs(store, id).await?;
    }
    end_those(store, over().limit(PER_ROUND)).await
}

async fn end_those(store: &Store, which: Select<batch::Entity>) -> Result<Vec<Ticket>> {
    let mut tickets = Vec::new();
    // Without a lock: almost always there is none.
    let ids: Vec<Uuid> = which.into_tuple().all(store.read()).await?;
    for id in ids {
        let ended = store.write(async |txn| end_if_over(txn, locked(txn, id).await?).await).await?;
        tickets.extend(ended);
    }
    Ok(tickets)
}

fn unended() -> Select<batch::Entity> {
    batch::Entity::find()
        .select_only()
        .column(batch::Column::Id)
        .filter(batch::Column::SealedAt.is_not_null())
        .filter(batch::Column::EndedAt.is_null())
        .order_by_asc(batch::Column::SealedAt)
}

fn over() -> Select<batch::Entity> {
    unended().filter(has_open_jobs().not())
}

/// `row` is locked by this transaction, so that of two who see the last job end one finds the batch ended.
pub(super) async fn end_if_over(txn: &Txn, row: batch::Model) -> Result<Vec<Ticket>> {
    if row.sealed_at.is_none() || row.ended_at.is_some() || has_open(txn, row.id).await? {
        return Ok(Vec::new());
    }
    let completion = match (&row.completion_kind, row.completion_payload) {
        // A program that knows the kind will find the batch.
        (Some(kind), _) if Job::kind_named(kind).is_none() => return Ok(Vec::new()),
        (Some(kind), payload) => Some(Job::from_stored(kind, &payload.unwrap_or_default())?),
        (None, _) => None,
    };
    let completion = completion.map(|job| NewJob { trace_id: row.trace_id, ..NewJob::new(job) });
    let ended = batch::ActiveModel {
        ended_at: Set(Some(now())),
        rounds: Set(row.rounds + 1),
        completion_job_id: Set(completion.as_ref().map(|new| new.id)),
        ..Default::default()
    };
    batch::Entity::update_many().set(ended).filter(batch::Column::Id.eq(row.id)).exec(txn).await?;
    enqueue_all(txn, completion.into_iter().collect()).await
}

async fn has_open(txn: &Txn, id: Uuid) -> Result<bool> {
    let open = job::Entity::find()
        .select_only()
        .column(job::Column::Id)
        .filter(job::Column::BatchId.eq(id))
        .filter(job::Column::State.is_in(OPEN))
        .limit(1);
    Ok(open.into_tuple::<Uuid>().one(txn).await?.is_some())
}
