//! Firing what is due, once, whoever else is at it.

use chrono::TimeDelta;
use entity::states::JobState;
use entity::{job, tick, timetable_entry as row};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::register::{lock, note, save};
use super::{Entry, Missed};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::jobs::{self, NewJob, Ticket};
use crate::store::{Store, Txn};

/// What came of looking at an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fired {
    /// To be pushed.
    pub tickets: Vec<Ticket>,
    /// When there is something to do next; `None` when never.
    pub next: Option<Timestamp>,
}

/// A book that is further ahead than this was kept by a clock that was wrong.
const AHEAD: TimeDelta = TimeDelta::hours(1);

/// Fires the slots of the entry that are due `at`, unless somebody has, and says when the next one is. An entry that is
/// not in the book yet is noted, and begins now.
pub async fn fire(store: &Store, entry: &Entry, at: Timestamp) -> Result<Fired> {
    let next = entry.when.next_after(at).filter(|_| entry.settings.enabled);
    let known = row::Entity::find_by_id(entry.name.clone()).one(store.read()).await?;
    if !entry.settings.enabled || known.is_some_and(|known| is_up_to_date(entry, &known, at)) {
        return Ok(Fired { tickets: Vec::new(), next });
    }
    let tickets = store
        .write(async |txn| {
            let Some(mut book) = lock(txn, &entry.name).await? else {
                note(txn, entry, at).await?;
                return Ok(Vec::new());
            };
            if is_up_to_date(entry, &book, at) {
                return Ok(Vec::new());
            }
            let due = entry.due(book.fired_until, at);
            let mut tickets = Vec::new();
            for slot in &due {
                tickets.extend(fire_slot(txn, entry, &mut book, *slot).await?);
            }
            book.fired_until = at;
            book.next_at = next;
            book.retired_at = None;
            book.updated_at = now();
            save(txn, &book).await?;
            Ok(tickets)
        })
        .await?;
    Ok(Fired { tickets, next })
}

/// Whether nothing is due. After a clock jumped back, nothing is, until the book or the clock is put right.
fn is_up_to_date(entry: &Entry, book: &row::Model, at: Timestamp) -> bool {
    if book.fired_until > at {
        return book.fired_until - at <= AHEAD;
    }
    // Slots that are passed over have to be noted as well, so any slot counts, not only those to be fired.
    let slot_waits = entry.when.latest_until(at).is_some_and(|slot| slot > book.fired_until);
    !slot_waits && book.next_at.is_some()
}

/// One tick, with its job, unless the slot has been fired before the book was set back.
async fn fire_slot(txn: &Txn, entry: &Entry, book: &mut row::Model, slot: Timestamp) -> Result<Vec<Ticket>> {
    let fired_at = now();
    if !record_tick(txn, &entry.name, slot, fired_at, None).await? {
        return Ok(Vec::new());
    }
    // Jobs that look at the state of things are not piled up; where each slot counts, each has its own.
    let key = match entry.settings.missed {
        Missed::All => format!("{} {}", entry.name, slot.timestamp()),
        Missed::Skip | Missed::Once => entry.name.clone(),
    };
    let tickets = jobs::enqueue_all(txn, vec![NewJob::new(entry.job.clone()).unique(key.clone())]).await?;
    let job_id = waiting(txn, &key).await?;
    set_job(txn, &entry.name, slot, job_id).await?;
    book.last_slot = Some(slot);
    book.last_fired_at = Some(fired_at);
    book.last_fired_by = None;
    book.last_job_id = job_id;
    Ok(tickets)
}

/// Writes the tick down; false when it is there already.
pub(super) async fn record_tick(
    txn: &Txn,
    name: &str,
    slot: Timestamp,
    fired_at: Timestamp,
    by: Option<&str>,
) -> Result<bool> {
    let row = tick::ActiveModel {
        name: Set(name.to_owned()),
        slot: Set(slot),
        fired_at: Set(fired_at),
        job_id: Set(None),
        fired_by: Set(by.map(ToOwned::to_owned)),
    };
    let inserted = tick::Entity::insert(row)
        .on_conflict(OnConflict::columns([tick::Column::Name, tick::Column::Slot]).do_nothing().to_owned())
        .exec_without_returning(txn)
        .await?;
    Ok(inserted > 0)
}

pub(super) async fn set_job(txn: &Txn, name: &str, slot: Timestamp, job_id: Option<Uuid>) -> Result<()> {
    tick::Entity::update_many()
        .set(tick::ActiveModel { job_id: Set(job_id), ..Default::default() })
        .filter(tick::Column::Name.eq(name))
        .filter(tick::Column::Slot.eq(slot))
        .exec(txn)
        .await?;
    Ok(())
}

/// The unfinished job under that unique key.
pub(super) async fn waiting(txn: &Txn, key: &str) -> Result<Option<Uuid>> {
    let unfinished = [JobState::Pending, JobState::Queued, JobState::Running];
    let found = job::Entity::find()
        .filter(job::Column::UniqueKey.eq(key))
        .filter(job::Column::State.is_in(unfinished))
        .one(txn)
        .await?;
    Ok(found.map(|job| job.id))
}
