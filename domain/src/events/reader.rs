//! Reading the whole log of one type of aggregate, from the table and from files at once, in the order of aggregate and
//! version.
//!
//! There is no cursor over time here: whatever is recorded while somebody reads may be missed, and who reads has to
//! catch up by other means. Files are opened when their first aggregate comes up, so that few are open at a time.

use std::collections::VecDeque;

use entity::{event, event_archive};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::archive::files::{self, File};
use super::log::{Log, Recorded, ordered};
use crate::error::Result;

pub(crate) struct Reader<'a> {
    log: Log<'a>,
    table: Table<'a>,
    /// By the first aggregate in each.
    closed: VecDeque<event_archive::Model>,
    open: Vec<File>,
}

/// Events of the table, fetched ahead.
struct Table<'a> {
    log: Log<'a>,
    aggregate: &'static str,
    kinds: Option<&'a [&'a str]>,
    after: Option<Uuid>,
    is_at_end: bool,
    ahead: VecDeque<Recorded>,
}

impl<'a> Reader<'a> {
    /// Reads these kinds of events, or all.
    pub async fn open(
        log: Log<'a>,
        aggregate: &'static str,
        kinds: Option<&'a [&'a str]>,
    ) -> Result<Reader<'a>> {
        let closed = files::between(log.store.read(), aggregate, Uuid::nil(), Uuid::max()).await?.into();
        let table = Table { log, aggregate, kinds, after: None, is_at_end: false, ahead: VecDeque::new() };
        Ok(Self { log, table, closed, open: Vec::new() })
    }

    /// How many events there are to read, about: those in files are counted whatever their kind.
    pub async fn count(&self) -> Result<u64> {
        let archived: i64 = self.closed.iter().map(|row| row.events).sum();
        let mut query = event::Entity::find().filter(event::Column::Aggregate.eq(self.table.aggregate));
        if let Some(kinds) = self.table.kinds {
            query = query.filter(event::Column::Kind.is_in(kinds.iter().copied()));
        }
        let recorded = query.count(self.log.store.read()).await?;
        Ok(recorded + u64::try_from(archived).unwrap_or_default())
    }

    /// The next events, at least `limit` if there are so many, and all events of each aggregate among them. Empty at the
    /// end.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<Recorded>> {
        self.table.fill(limit).await?;
        if self.closed.is_empty() && self.open.is_empty() {
            return Ok(std::mem::take(&mut self.table.ahead).into());
        }
        let mut page: Vec<Recorded> = Vec::with_capacity(limit);
        loop {
            self.table.fill(limit).await?;
            self.open_what_comes_up().await?;
            let Some((place, source)) = self.least() else { break };
            let last = page.last().map(Recorded::place);
            if page.len() >= limit && last.is_some_and(|(aggregate, _)| aggregate != place.0) {
                break;
            }
            let event = match source {
                None => self.table.ahead.pop_front(),
                Some(file) => self.open[file].take()?,
            };
            // One that is in a file and in the table is told once.
            let is_wanted = |event: &Recorded| match self.table.kinds {
                Some(kinds) => kinds.contains(&event.kind.as_str()),
                None => true,
            };
            page.extend(event.filter(|event| last != Some(place) && is_wanted(event)));
        }
        Ok(page)
    }

    /// Where the next event is: in which file, or in the table.
    fn least(&self) -> Option<((Uuid, i64), Option<usize>)> {
        let table = self.table.ahead.front().map(|event| (event.place(), None));
        let files = self.open.iter().enumerate();
        let files = files.filter_map(|(nth, file)| file.head().map(|event| (event.place(), Some(nth))));
        table.into_iter().chain(files).min()
    }

    async fn open_what_comes_up(&mut self) -> Result<()> {
        self.open.retain(|file| file.head().is_some());
        loop {
            let Some(first) = self.closed.front().map(|row| row.first_id) else { return Ok(()) };
            if self.least().is_some_and(|((aggregate, _), _)| aggregate < first) {
                return Ok(());
            }
            if let Some(row) = self.closed.pop_front() {
                self.open.push(File::open(self.log.storage, &row).await?);
            }
        }
    }
}

impl Table<'_> {
    /// Fetches more if nothing is left: whole aggregates.
    async fn fill(&mut self, limit: usize) -> Result<()> {
        let mut limit = limit as u64;
        while self.ahead.is_empty() && !self.is_at_end {
            let mut query = ordered(self.aggregate).limit(limit);
            if let Some(after) = self.after {
                query = query.filter(event::Column::AggregateId.gt(after));
            }
            if let Some(kinds) = self.kinds {
                query = query.filter(event::Column::Kind.is_in(kinds.iter().copied()));
            }
            let mut rows: Vec<Recorded> = query.into_model().all(self.log.store.read()).await?;
            if (rows.len() as u64) < limit {
                self.is_at_end = true;
            } else {
                // The last aggregate may have more.
                let cut_off = rows.last().map(|event| event.aggregate_id);
                rows.truncate(rows.partition_point(|event| Some(event.aggregate_id) < cut_off));
                limit *= 2;
            }
            self.after = rows.last().map(|event| event.aggregate_id).or(self.after);
            self.ahead = rows.into();
        }
        Ok(())
    }
}
