//! The event log, wherever its events lie: in the table, or in the files that old ones were moved to.
//!
//! An event may be in both for a while, and is read once. Reading files is talking to the outside: it is done before a
//! transaction, not in one.

use entity::{event, event_archive};
use sea_orm::{ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::archive::files::{self, File};
use super::{Aggregate, Event, decode_parts};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::storage::Storage;
use crate::store::Store;

#[derive(Clone, Copy)]
pub struct Log<'a> {
    pub store: &'a Store,
    pub storage: &'a dyn Storage,
}

/// What readers need of an event.
#[derive(Debug, Clone, FromQueryResult, Deserialize)]
pub(crate) struct Recorded {
    pub aggregate_id: Uuid,
    pub version: i64,
    pub kind: String,
    pub payload: Value,
    pub recorded_at: Timestamp,
}

impl From<event::Model> for Recorded {
    fn from(row: event::Model) -> Self {
        Self {
            aggregate_id: row.aggregate_id,
            version: row.version,
            kind: row.kind,
            payload: row.payload,
            recorded_at: row.recorded_at,
        }
    }
}

impl Recorded {
    pub fn place(&self) -> (Uuid, i64) {
        (self.aggregate_id, self.version)
    }

    pub fn decode(self) -> Result<(String, Event)> {
        let event = decode_parts(&self.kind, self.payload).map_err(|error| {
            let (kind, id, version) = (&self.kind, self.aggregate_id, self.version);
            Error::Corrupt(format!("event {version} ({kind}) of {id} cannot be read: {error}"))
        })?;
        Ok((self.kind, event))
    }
}

impl Log<'_> {
    /// All events of one aggregate after version `after`, in order, with their versions and times.
    pub async fn of_aggregate(
        &self,
        aggregate: Aggregate,
        after: i64,
    ) -> Result<Vec<(i64, Timestamp, Event)>> {
        let events = self.rows_of_aggregate(aggregate).await?.into_iter();
        let told = |row: event::Model| {
            let event = Recorded::from(row);
            Ok((event.version, event.recorded_at, event.decode()?.1))
        };
        events.filter(|event| event.version > after).map(told).collect()
    }

    /// The same with everything that is known of each event.
    pub(crate) async fn rows_of_aggregate(&self, aggregate: Aggregate) -> Result<Vec<event::Model>> {
        let id = aggregate.id();
        let mut events = Vec::new();
        for row in files::between(self.store.read(), aggregate.name(), id, id).await? {
            let mut file = File::<event::Model>::open(self.storage, &row).await?;
            while let Some(event) = file.take()? {
                if event.aggregate_id == id {
                    events.push(event);
                }
            }
        }
        let query = event::Entity::find()
            .filter(event::Column::Aggregate.eq(aggregate.name()))
            .filter(event::Column::AggregateId.eq(id));
        events.extend(query.all(self.store.read()).await?);
        events.sort_by_key(|event| event.version);
        events.dedup_by_key(|event| event.version);
        Ok(events)
    }

    /// The events of one aggregate, to be read a few at a time.
    pub(crate) async fn pages(&self, aggregate: Aggregate) -> Result<Pages<'_>> {
        let id = aggregate.id();
        let mut notes = files::between(self.store.read(), aggregate.name(), id, id).await?;
        notes.sort_by_key(|note| std::cmp::Reverse((note.from_at, note.first_id)));
        Ok(Pages { log: *self, aggregate, notes, file: None, after: 0 })
    }

    /// Those events of these aggregates that are in files.
    pub(crate) async fn archived(&self, aggregate: &str, ids: &[Uuid]) -> Result<Vec<Recorded>> {
        let (Some(first), Some(last)) = (ids.iter().min(), ids.iter().max()) else { return Ok(Vec::new()) };
        let mut events = Vec::new();
        for row in files::between(self.store.read(), aggregate, *first, *last).await? {
            if !ids.iter().any(|id| (row.first_id..=row.last_id).contains(id)) {
                continue;
            }
            let mut file = File::<Recorded>::open(self.storage, &row).await?;
            while let Some(event) = file.take()? {
                if ids.contains(&event.aggregate_id) {
                    events.push(event);
                }
            }
        }
        merge(&mut events);
        Ok(events)
    }

    /// Ids of those aggregates with an event in files that `matches`; only files that may have something recorded from
    /// `from` on and before `to` are read.
    pub(crate) async fn archived_ids(
        &self,
        aggregate: &str,
        from: Option<Timestamp>,
        to: Option<Timestamp>,
        is_wanted: impl Fn(Uuid) -> bool + Send,
        matches: impl Fn(&Recorded) -> bool + Send,
    ) -> Result<Vec<Uuid>> {
        let mut ids = Vec::new();
        for row in files::between(self.store.read(), aggregate, Uuid::nil(), Uuid::max()).await? {
            if from.is_some_and(|from| row.to_at <= from) || to.is_some_and(|to| row.from_at >= to) {
                continue;
            }
            let mut file = File::<Recorded>::open(self.storage, &row).await?;
            while let Some(event) = file.take()? {
                if is_wanted(event.aggregate_id) && matches(&event) && ids.last() != Some(&event.aggregate_id)
                {
                    ids.push(event.aggregate_id);
                }
            }
        }
        Ok(ids)
    }
}

/// Reads the events of one aggregate in their order, a few at a time, however many they are.
pub(crate) struct Pages<'a> {
    log: Log<'a>,
    aggregate: Aggregate,
    /// Of files that are still to be read, the oldest last.
    notes: Vec<event_archive::Model>,
    file: Option<File>,
    /// The version that was read last.
    after: i64,
}

impl Pages<'_> {
    /// The next ones, `limit` at most; none when that was all.
    pub async fn next(&mut self, limit: u64) -> Result<Vec<Recorded>> {
        let (limit, mut events) = (usize::try_from(limit).unwrap_or(usize::MAX), Vec::new());
        while events.len() < limit {
            let Some(file) = &mut self.file else {
                match self.notes.pop() {
                    Some(note) => self.file = Some(File::open(self.log.storage, &note).await?),
                    None => break,
                }
                continue;
            };
            match file.take()? {
                Some(event) if event.aggregate_id == self.aggregate.id() => events.push(event),
                Some(_) => {}
                None => self.file = None,
            }
        }
        if events.is_empty() {
            // Old months move into files whole: what is in one comes before all that is in the table alone.
            events = ordered(self.aggregate.name())
                .filter(event::Column::AggregateId.eq(self.aggregate.id()))
                .filter(event::Column::Version.gt(self.after))
                .limit(limit as u64)
                .into_model::<Recorded>()
                .all(self.log.store.read())
                .await?;
        }
        self.after = events.iter().map(|event| event.version).max().unwrap_or(self.after).max(self.after);
        Ok(events)
    }
}

/// Puts events into the order of aggregate and version, each once.
pub(crate) fn merge(events: &mut Vec<Recorded>) {
    events.sort_by_key(Recorded::place);
    events.dedup_by_key(|event| event.place());
}

/// The events of one type of aggregate in the table, in the order of aggregate and version.
pub(crate) fn ordered(aggregate: &str) -> Select<event::Entity> {
    event::Entity::find()
        .select_only()
        .column(event::Column::AggregateId)
        .column(event::Column::Version)
        .column(event::Column::Kind)
        .column(event::Column::Payload)
        .column(event::Column::RecordedAt)
        .filter(event::Column::Aggregate.eq(aggregate))
        .order_by_asc(event::Column::AggregateId)
        .order_by_asc(event::Column::Version)
}
