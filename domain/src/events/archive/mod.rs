//! Moving old events from the table to the storage, a month at a time.
//!
//! Each step can be the last: a file is stored, read back and compared, and only then noted; the month goes from the
//! table in the transaction that finds the notes complete. An event that is in both is read once, so nothing is lost
//! and nothing doubled whatever happens in between. The next run goes on where the last one stopped.
//!
//! A month stays whole in the table while a job that one of its events caused is unfinished.

pub(crate) mod files;
pub(crate) mod month;
mod move_out;

use std::time::Instant;

pub use move_out::FILE_EVENTS;

use super::Log;
use crate::clock::Timestamp;
use crate::error::Result;
use month::Month;

/// What came of a run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Archived {
    pub files: u64,
    pub events: u64,
    /// Months that are no longer in the table, as YYYY-MM.
    pub months: Vec<String>,
    /// Months that are old enough but have to stay, and why.
    pub held_back: Vec<(String, String)>,
    /// There is more to do, but the time was over.
    pub is_cut_short: bool,
}

/// Archives the months that ended by `before`, the oldest first, in files of about `file_events` events. Begins nothing
/// more after `deadline`.
///
/// # Errors
/// When the storage fails, or does not give back what it was given.
pub async fn archive(
    log: Log<'_>,
    before: Timestamp,
    file_events: usize,
    deadline: Option<Instant>,
) -> Result<Archived> {
    let mut archived = Archived::default();
    for month in month::ended_by(log.store, before).await? {
        if let Some(reason) = move_out::hindrance(log.store.read(), month).await? {
            archived.held_back.push((month.to_string(), reason));
            continue;
        }
        while let Some(events) = move_out::next_file(log, month, file_events).await? {
            archived.files += 1;
            archived.events += events;
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                archived.is_cut_short = true;
                return Ok(archived);
            }
        }
        match move_out::release(log.store, month).await? {
            None => archived.months.push(month.to_string()),
            Some(reason) => archived.held_back.push((month.to_string(), reason)),
        }
    }
    Ok(archived)
}

impl std::fmt::Display for Month {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:04}-{:02}", self.year, self.month)
    }
}
