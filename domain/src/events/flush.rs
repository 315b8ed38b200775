//! From the outbox to the ledger.
//!
//! There is no cursor: commit order is not id order, and a reader that remembers the last id skips rows. An event is
//! unpublished until a flush has written its jobs, in the same transaction.

use entity::event;
use sea_orm::sea_query::{ExprTrait, LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::record::decode;
use super::routing::jobs_for;
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::jobs::{self, NewJob, Ticket};
use crate::search::feed;
use crate::store::{Store, Txn};
use crate::webhooks::Subscriptions;

/// How many events one flush publishes at most.
pub const FLUSH_BATCH: u64 = 200;

/// Whether any event is unpublished.
pub async fn is_waiting(db: &impl ConnectionTrait) -> Result<bool> {
    let waiting = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::PublishedAt.is_null())
        .into_tuple::<Uuid>();
    Ok(waiting.one(db).await?.is_some())
}

/// Publishes up to [`FLUSH_BATCH`] events: writes the jobs that follow from them and returns how many events there were
/// and the tickets to push. Any number of processes may flush at once; each takes different events.
pub async fn flush(store: &Store) -> Result<(usize, Vec<Ticket>)> {
    store
        .write_relaxed(async |txn| {
            if txn.get_database_backend() == DbBackend::Postgres {
                // Unpublished events are expected to be few, and few are cheaper to sort than to merge from the indexes
                // of the months. When they are many, each flush would sort them all.
                txn.execute_unprepared("SET LOCAL enable_sort = off").await?;
            }
            let mut subscriptions = None;
            let mut jobs = Vec::new();
            let mut published = Vec::new();
            let mut changes = Vec::new();
            let mut unreadable = Vec::new();
            let mut after = None;
            // What cannot be read is passed over, however much of it there is, so that nothing waits behind it.
            while let missing @ 1.. = FLUSH_BATCH.saturating_sub(published.len() as u64) {
                let rows = next(txn, after, missing).await?;
                let Some(last) = rows.last() else { break };
                after = Some((last.recorded_at, last.id));
                if subscriptions.is_none() {
                    subscriptions = Some(Subscriptions::load(txn).await?);
                }
                for row in &rows {
                    let Ok(event) = decode(row) else {
                        unreadable.push(row.id);
                        continue;
                    };
                    let webhooks = subscriptions.as_ref().and_then(|known| known.job_for(&event, row.id));
                    let caused = jobs_for(&event).into_iter().chain(webhooks);
                    changes.extend(feed::Change::of(&event));
                    jobs.extend(caused.map(|job| NewJob::caused_by(job, row.id, row.trace_id.clone())));
                    published.push((row.recorded_at, row.id));
                }
                if (rows.len() as u64) < missing {
                    break;
                }
            }
            if let Some(first) = unreadable.first() {
                // Written by a newer version of this program: they wait for one that can read them.
                let events = unreadable.len();
                tracing::warn!(event_id = %first, events, "{events} events stay unpublished, from {first} on");
            }
            let (Some((first, _)), Some((last, _))) = (published.first(), published.last()) else {
                return Ok((0, Vec::new()));
            };
            // So that PostgreSQL looks at the months concerned alone.
            let recorded = event::Column::RecordedAt.between(*first, *last);
            let tickets = jobs::enqueue_all(txn, jobs).await?;
            event::Entity::update_many()
                .set(event::ActiveModel { published_at: Set(Some(now())), ..Default::default() })
                .filter(event::Column::Id.is_in(published.iter().map(|(_, id)| *id)))
                .filter(recorded)
                .exec(txn)
                .await?;
            feed::note(txn, changes).await?;
            Ok((published.len(), tickets))
        })
        .await
}

/// Unpublished events in the order of their recording, from behind `after` on.
async fn next(txn: &Txn, after: Option<(Timestamp, Uuid)>, limit: u64) -> Result<Vec<event::Model>> {
    let mut query = event::Entity::find().filter(event::Column::PublishedAt.is_null());
    if let Some((at, id)) = after {
        let same_moment = event::Column::RecordedAt.eq(at).and(event::Column::Id.gt(id));
        query = query.filter(event::Column::RecordedAt.gt(at).or(same_moment));
    }
    let rows = query
        .order_by_asc(event::Column::RecordedAt)
        .order_by_asc(event::Column::Id)
        .limit(limit)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
        .all(txn)
        .await?;
    Ok(rows)
}
