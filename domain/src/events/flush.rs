//! From the outbox to the ledger.
//!
//! There is no cursor: commit order is not id order, and a reader that remembers the last id skips rows. An event is
//! unpublished until a flush has written its jobs, in the same transaction.

use entity::event;
use sea_orm::sea_query::{LockBehavior, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::record::decode;
use super::routing::jobs_for;
use crate::clock::now;
use crate::error::Result;
use crate::jobs::{self, NewJob, Ticket};
use crate::store::Store;
use crate::webhooks::Subscriptions;

/// How many events one flush publishes at most.
pub const FLUSH_BATCH: u64 = 200;

/// Whether any event is unpublished.
pub async fn is_waiting(db: &impl ConnectionTrait) -> Result<bool> {
    let waiting = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::PublishedAt.is_null())
        .into_tuple::<uuid::Uuid>();
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
            let rows = event::Entity::find()
                .filter(event::Column::PublishedAt.is_null())
                .order_by_asc(event::Column::RecordedAt)
                .limit(FLUSH_BATCH)
                .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
                .all(txn)
                .await?;
            let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok((0, Vec::new())) };
            // So that PostgreSQL looks at the months concerned alone.
            let recorded = event::Column::RecordedAt.between(first.recorded_at, last.recorded_at);
            let subscriptions = Subscriptions::load(txn).await?;
            let mut jobs = Vec::new();
            let mut published = Vec::new();
            for row in &rows {
                match decode(row) {
                    Ok(event) => {
                        let caused =
                            jobs_for(&event).into_iter().chain(subscriptions.job_for(&event, row.id));
                        jobs.extend(caused.map(|job| NewJob::caused_by(job, row.id, row.trace_id.clone())));
                        published.push(row.id);
                    }
                    // Written by a newer version of this program: it waits for one that can read it.
                    Err(error) => {
                        tracing::error!(event_id = %row.id, %error, "event {} stays unpublished", row.id)
                    }
                }
            }
            let tickets = jobs::enqueue_all(txn, jobs).await?;
            event::Entity::update_many()
                .set(event::ActiveModel { published_at: Set(Some(now())), ..Default::default() })
                .filter(event::Column::Id.is_in(published.iter().copied()))
                .filter(recorded)
                .exec(txn)
                .await?;
            Ok((published.len(), tickets))
        })
        .await
}
