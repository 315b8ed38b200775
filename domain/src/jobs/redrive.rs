//! What the scheduler does to keep the ledger moving: due jobs get a ticket, jobs of dead workers are taken back, batches
//! end whose last job nobody saw end, and after a wipe all tickets are sent again; `resend` looks after single ones that
//! were lost. Any number of schedulers may do it at once. Paused queues get no tickets: these would pile up.

use std::time::Duration;

use entity::job;
use entity::states::JobState;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
};

use super::dead::gist;
use super::finish::{FailedRun, with_failed_run};
use super::{Ticket, batches, chains, pauses};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::store::{Store, Txn};

/// After this a ticket that nobody claimed may count as lost.
pub const TICKET_LEASE: Duration = Duration::from_secs(20);

/// Fewer tickets than this from one round mean that nothing was left over.
pub const REDRIVE_BATCH: usize = 500;

pub(super) fn ticket_lease_end(from: Timestamp) -> Timestamp {
    from + TICKET_LEASE
}

/// One round. `all_tickets_lost` says that the transport was wiped, so that nothing needs to be waited for. Returns the
/// tickets to push; a full batch means that there is more.
pub async fn redrive(store: &Store, all_tickets_lost: bool) -> Result<Vec<Ticket>> {
    let now = now();
    // Not on the relaxed pool: its plans do not look at the state, and so not at the partial indexes that make this cheap.
    let mut tickets: Vec<Ticket> = store
        .write(async |txn| {
            if all_tickets_lost {
                expire_tickets(txn, now).await?;
            }
            let mut rows = requeue(txn, due(now), REDRIVE_BATCH as u64, now).await?;
            if all_tickets_lost {
                rows.extend(requeue(txn, lost_tickets(now), REDRIVE_BATCH as u64, now).await?);
            }
            rows.extend(reap(txn, now).await?);
            Ok(rows.into_iter().map(ticket).collect())
        })
        .await?;
    tickets.extend(batches::end_overlooked(store).await?);
    Ok(tickets)
}

fn due(now: Timestamp) -> Select<job::Entity> {
    job::Entity::find()
        .filter(job::Column::State.eq(JobState::Pending))
        .filter(job::Column::RunAt.lte(now))
        .filter(pauses::is_open())
        .order_by_asc(job::Column::RunAt)
}

pub(super) fn overdue(now: Timestamp) -> Select<job::Entity> {
    job::Entity::find()
        .filter(job::Column::State.eq(JobState::Queued))
        .filter(job::Column::LeaseUntil.lte(now))
        .filter(pauses::is_open())
}

pub(super) fn lost_tickets(now: Timestamp) -> Select<job::Entity> {
    overdue(now).order_by_asc(job::Column::LeaseUntil)
}

/// Ends the lease of every ticket. One that was sent after the wipe is sent twice: harmless.
async fn expire_tickets(txn: &Txn, now: Timestamp) -> Result<()> {
    job::Entity::update_many()
        .set(job::ActiveModel { lease_until: Set(Some(now)), ..Default::default() })
        .filter(job::Column::State.eq(JobState::Queued))
        .exec(txn)
        .await?;
    Ok(())
}

pub(super) async fn requeue(
    txn: &Txn,
    which: Select<job::Entity>,
    limit: u64,
    now: Timestamp,
) -> Result<Vec<job::Model>> {
    let ids = which
        .select_only()
        .column(job::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .into_query();
    let rows = job::Entity::update_many()
        .set(job::ActiveModel {
            state: Set(JobState::Queued),
            lease_until: Set(Some(ticket_lease_end(now))),
            ..Default::default()
        })
        .filter(job::Column::Id.in_subquery(ids))
        .exec_with_returning(txn)
        .await?;
    Ok(rows)
}

/// Takes back the jobs whose worker let the lease end: it is dead or cut off. Out of attempts, they are dead too, so
/// that a job that kills its worker does not do so for ever.
async fn reap(txn: &Txn, now: Timestamp) -> Result<Vec<job::Model>> {
    let expired = job::Entity::find()
        .filter(job::Column::State.eq(JobState::Running))
        .filter(job::Column::LeaseUntil.lte(now))
        .limit(REDRIVE_BATCH as u64)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(txn)
        .await?;
    let mut requeued = Vec::new();
    for row in expired {
        let lost = format!("the lease ended: worker {} is gone", row.worker.as_deref().unwrap_or("?"));
        let state = match () {
            () if row.cancel_requested_at.is_some() => JobState::Discarded,
            () if row.attempts >= row.max_attempts => JobState::Dead,
            () => JobState::Queued,
        };
        let ended = state != JobState::Queued;
        let run = FailedRun {
            attempt: row.attempts,
            due_at: row.run_at,
            started_at: row.started_at,
            ended_at: now,
            worker: row.worker.as_deref(),
            told_to_wait_until: None,
        };
        let change = job::ActiveModel {
            state: Set(state),
            lease_until: Set((!ended).then(|| ticket_lease_end(now))),
            finished_at: Set(ended.then_some(now)),
            failure: Set((state == JobState::Dead).then(|| gist(&lost))),
            errors: Set(with_failed_run(&row.errors, &run, &lost)),
            ..Default::default()
        };
        job::Entity::update_many().set(change).filter(job::Column::Id.eq(row.id)).exec(txn).await?;
        metrics::counter!("penden_leases_expired_total", "kind" => row.kind.clone()).increment(1);
        tracing::warn!(job_id = %row.id, kind = row.kind, %state, "job {}: {lost}", row.id);
        if ended && row.has_followers {
            chains::bury(txn, vec![row.id], state, now).await?;
        }
        if !ended {
            requeued.push(row);
        }
    }
    Ok(requeued)
}

/// Ends the lease of every running job, for a process that knows itself to be the only one with workers: what was
/// running before it started is nobody's.
pub async fn orphan_running(store: &Store) -> Result<u64> {
    let orphaned = job::Entity::update_many()
        .set(job::ActiveModel { lease_until: Set(Some(now())), ..Default::default() })
        .filter(job::Column::State.eq(JobState::Running))
        .exec(store.writer())
        .await?;
    Ok(orphaned.rows_affected)
}

pub(super) fn ticket(row: job::Model) -> Ticket {
    Ticket::Run { job_id: row.id, kind: row.kind, queue: row.queue }
}
