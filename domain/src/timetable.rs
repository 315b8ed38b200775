//! What happens by the clock. Each tick is a row with a unique key, so that any number of schedulers fire it once.

use chrono::{DateTime, Utc};
use entity::tick;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::Store;

/// A job that is enqueued every so many seconds. Slots are counted from the Unix epoch, so all schedulers agree on them.
/// A slot that nobody was there for is not made up: each job looks at the state of things, not at the time.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub name: &'static str,
    pub every_seconds: i64,
    pub job: fn() -> Job,
}

pub const TIMETABLE: &[Entry] = &[
    Entry { name: "payments.find_unsettled", every_seconds: 15, job: || Job::FindUnsettled },
    Entry { name: "orders.lapse_unpaid", every_seconds: 30, job: || Job::LapseUnpaid },
    Entry { name: "carts.abandon_idle", every_seconds: 900, job: || Job::AbandonIdleCarts },
    Entry { name: "retention.prune", every_seconds: 600, job: || Job::Prune },
];

/// Fires the entry's current slot unless somebody has. Returns the tickets to push.
pub async fn fire(store: &Store, entry: &Entry, at: Timestamp) -> Result<Vec<Ticket>> {
    let slot = at.timestamp().div_euclid(entry.every_seconds) * entry.every_seconds;
    let slot = DateTime::<Utc>::from_timestamp(slot, 0).unwrap_or(at);
    store
        .write(async |txn| {
            let row =
                tick::ActiveModel { name: Set(entry.name.to_owned()), slot: Set(slot), fired_at: Set(now()) };
            let inserted = tick::Entity::insert(row)
                .on_conflict(
                    OnConflict::columns([tick::Column::Name, tick::Column::Slot]).do_nothing().to_owned(),
                )
                .exec_without_returning(txn)
                .await?;
            if inserted == 0 {
                return Ok(Vec::new());
            }
            jobs::enqueue_all(txn, vec![NewJob::new((entry.job)()).unique(entry.name)]).await
        })
        .await
}
