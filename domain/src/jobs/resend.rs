//! Tickets that were lost one by one: with a worker that died before it claimed, by eviction, by a person.
//!
//! Which ticket was lost cannot be seen, but how many were: jobs of a queue that wait for a worker, less the tickets that
//! wait there. No more than these are sent again, the oldest first, so that a long backlog does not fill the transport
//! with tickets for jobs whose ticket is still on its way. A ticket too many in the transport hides a lost one only until
//! a worker has taken it.

use entity::job;
use entity::states::JobState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Select};

use super::redrive::{lost_tickets, overdue, requeue, ticket};
use super::{Queue, Ticket, Transport};
use crate::clock::now;
use crate::error::Result;
use crate::store::Store;

/// Fewer tickets than this from one call mean that nothing was left over.
pub const RESEND_BATCH: usize = 2_000;

/// The tickets to push again, of jobs whose ticket lease has ended. A full batch means that there may be more, once these
/// are pushed.
///
/// # Errors
/// `Unavailable` when the transport cannot say how much waits in it; nothing is sent then.
pub async fn resend(store: &Store, transport: &dyn Transport) -> Result<Vec<Ticket>> {
    let (db, now) = (store.read(), now());
    let mut missing = Vec::new();
    for (queue, overdue) in by_queue(db, overdue(now)).await? {
        let depth = async || match Queue::named(&queue) {
            Some(queue) => transport.depth(queue).await,
            None => Ok(0),
        };
        // Before and after: while jobs come and go, either alone would make some look missing.
        let before = depth().await?;
        let of_queue = job::Entity::find()
            .filter(job::Column::State.eq(JobState::Queued))
            .filter(job::Column::Queue.eq(&queue));
        let queued = by_queue(db, of_queue).await?.first().map_or(0, |(_, jobs)| *jobs);
        let waiting = i64::try_from(before.max(depth().await?)).unwrap_or(i64::MAX);
        let lost = u64::try_from((queued - waiting).clamp(0, overdue)).unwrap_or_default();
        if lost > 0 {
            missing.push((queue, lost));
        }
    }
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    store
        .write(async |txn| {
            let mut tickets = Vec::new();
            for (queue, lost) in &missing {
                let room = (RESEND_BATCH - tickets.len()) as u64;
                if room > 0 {
                    let which = lost_tickets(now).filter(job::Column::Queue.eq(queue));
                    let rows = requeue(txn, which, room.min(*lost), now).await?;
                    tickets.extend(rows.into_iter().map(ticket));
                }
            }
            Ok(tickets)
        })
        .await
}

/// How many of these jobs are in each queue.
async fn by_queue(db: &impl ConnectionTrait, which: Select<job::Entity>) -> Result<Vec<(String, i64)>> {
    let counted = which
        .select_only()
        .column(job::Column::Queue)
        .column_as(job::Column::Id.count(), "jobs")
        .group_by(job::Column::Queue);
    Ok(counted.into_tuple().all(db).await?)
}
