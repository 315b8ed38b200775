//! The steps of moving a month out of the table.

use std::time::Duration;

use entity::states::JobState;
use entity::{event, event_archive as note, job};
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::files;
use super::month::Month;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::Log;
use crate::store::{Store, Txn};

/// Events of one file, about: some megabytes in memory, one in the storage.
pub const FILE_EVENTS: usize = 20_000;
const SERVICE: &str = "the archive of events";
/// How often a month tries to leave the table; each time it may have to wait for somebody who uses it.
const RELEASES: u32 = 20;

/// Why the month has to stay in the table as yet.
pub(super) async fn hindrance(db: &impl ConnectionTrait, month: Month) -> Result<Option<String>> {
    let events = || event::Entity::find().filter(recorded_in(month));
    let unpublished = events().filter(event::Column::PublishedAt.is_null()).count(db).await?;
    if unpublished > 0 {
        return Ok(Some(format!("{unpublished} of its events are unpublished")));
    }
    let ids = events().select_only().column(event::Column::Id).into_query();
    let unfinished = job::Entity::find()
        .filter(job::Column::State.is_not_in([JobState::Done, JobState::Discarded]))
        .filter(job::Column::EventId.in_subquery(ids))
        .count(db)
        .await?;
    Ok((unfinished > 0).then(|| format!("{unfinished} jobs that its events caused are unfinished")))
}

/// Stores the next file of the month, reads it back and notes it. Returns how many events it has; `None` when all of
/// the month are noted.
pub(super) async fn next_file(log: Log<'_>, month: Month, file_events: usize) -> Result<Option<u64>> {
    let db = log.store.read();
    let noted = notes_of(db, month).await?;
    let after = noted.last().map(|note| (note.aggregate.clone(), note.last_id));
    let events = whole_aggregates(db, month, after, file_events).await?;
    let (Some(first), Some(last)) = (events.first(), events.last()) else { return Ok(None) };
    // One of a run that was interrupted has the same key and is replaced.
    let key = format!("events/{month}/{:06}-{}.jsonl.gz", noted.len() + 1, first.aggregate);
    let content = files::encode(&events)?;
    log.storage.put(&key, content.clone(), "application/gzip").await?;
    let stored = log.storage.get(&key).await?;
    if stored != content || !files::is_copy_of(&stored, &events)? {
        return Err(Error::unavailable(SERVICE, format!("{key} came back otherwise than it was stored")));
    }
    let row = note::ActiveModel {
        id: Set(Uuid::now_v7()),
        from_at: Set(month.start()),
        to_at: Set(month.end()),
        aggregate: Set(first.aggregate.clone()),
        first_id: Set(first.aggregate_id),
        last_id: Set(last.aggregate_id),
        storage_key: Set(key),
        events: Set(i64::try_from(events.len()).unwrap_or(i64::MAX)),
        bytes: Set(i64::try_from(content.len()).unwrap_or(i64::MAX)),
        sha256: Set(files::digest(&content)),
        archived_at: Set(now()),
    };
    // The key is unique: of two who archive the same month at once one fails here.
    note::Entity::insert(row).exec_without_returning(log.store.writer()).await?;
    Ok(Some(events.len() as u64))
}

/// Takes the month out of the table, if its files have all of it. Returns why not.
pub(super) async fn release(store: &Store, month: Month) -> Result<Option<String>> {
    let mut tries = 1;
    loop {
        match store.write(async |txn| release_once(txn, month).await).await {
            Err(Error::Database(error)) if error.to_string().contains("lock timeout") && tries < RELEASES => {
                tries += 1;
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            released => return released,
        }
    }
}

async fn release_once(txn: &Txn, month: Month) -> Result<Option<String>> {
    const REBUILDING: &str = "a read model is being rebuilt";
    let is_postgres = txn.get_database_backend() == DbBackend::Postgres;
    if is_rebuilding(txn).await? {
        return Ok(Some(REBUILDING.to_owned()));
    }
    if is_postgres {
        // Who waits for this lock holds up everybody who places an order: not for long.
        txn.execute_unprepared("SET LOCAL lock_timeout = '500ms'; SET LOCAL statement_timeout = '60s'")
            .await?;
        // A rebuild that begins from now on sees the files of this month.
        txn.execute_unprepared("LOCK TABLE rebuilds IN SHARE ROW EXCLUSIVE MODE").await?;
    }
    if is_rebuilding(txn).await? {
        return Ok(Some(REBUILDING.to_owned()));
    }
    if let Some(reason) = hindrance(txn, month).await? {
        return Ok(Some(reason));
    }
    if is_postgres {
        txn.execute_unprepared("LOCK TABLE ONLY events IN ACCESS EXCLUSIVE MODE").await?;
    }
    let recorded = event::Entity::find().filter(recorded_in(month)).count(txn).await?;
    let noted: i64 = notes_of(txn, month).await?.iter().map(|note| note.events).sum();
    if u64::try_from(noted) != Ok(recorded) {
        // Somebody's clock was wrong by a month. The files are made anew.
        let notes = note::Entity::delete_many().filter(note::Column::FromAt.eq(month.start()));
        notes.exec(txn).await?;
        return Ok(Some(format!("it has {recorded} events, and its files have {noted}; they are made anew")));
    }
    if is_postgres {
        txn.execute_unprepared(&format!("DROP TABLE {}", month.partition())).await?;
    } else {
        event::Entity::delete_many().filter(recorded_in(month)).exec(txn).await?;
    }
    Ok(None)
}

async fn is_rebuilding(db: &impl ConnectionTrait) -> Result<bool> {
    let running = entity::rebuild::Entity::find().filter(entity::rebuild::Column::FinishedAt.is_null());
    Ok(running.count(db).await? > 0)
}

fn recorded_in(month: Month) -> Condition {
    Condition::all()
        .add(event::Column::RecordedAt.gte(month.start()))
        .add(event::Column::RecordedAt.lt(month.end()))
}

/// In the order in which they were made.
async fn notes_of(db: &impl ConnectionTrait, month: Month) -> Result<Vec<note::Model>> {
    let query = note::Entity::find().filter(note::Column::FromAt.eq(month.start()));
    Ok(query.order_by_asc(note::Column::StorageKey).all(db).await?)
}

/// Up to about `limit` events of one type of aggregate, of each aggregate all that the month has.
async fn whole_aggregates(
    db: &impl ConnectionTrait,
    month: Month,
    after: Option<(String, Uuid)>,
    mut limit: usize,
) -> Result<Vec<event::Model>> {
    loop {
        let mut query = event::Entity::find()
            .filter(recorded_in(month))
            .order_by_asc(event::Column::Aggregate)
            .order_by_asc(event::Column::AggregateId)
            .order_by_asc(event::Column::Version)
            .limit(limit as u64);
        if let Some((aggregate, id)) = &after {
            let same =
                event::Column::Aggregate.eq(aggregate.as_str()).and(event::Column::AggregateId.gt(*id));
            query = query.filter(event::Column::Aggregate.gt(aggregate.as_str()).or(same));
        }
        let mut events = query.all(db).await?;
        let is_cut = events.len() == limit;
        let Some(first) = events.first().map(|event| event.aggregate.clone()) else { return Ok(events) };
        let of_type = events.partition_point(|event| event.aggregate == first);
        if of_type < events.len() {
            events.truncate(of_type);
        } else if is_cut {
            // The last aggregate may have more.
            let last = events.last().map(|event| event.aggregate_id);
            events.truncate(events.partition_point(|event| Some(event.aggregate_id) < last));
        }
        if !events.is_empty() {
            return Ok(events);
        }
        limit *= 2;
    }
}
