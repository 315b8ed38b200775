//! The tables by month in which PostgreSQL keeps the event log. They are made ahead of time; what comes before one is
//! made, or with a clock that is wrong, goes into the default one, so that no event is ever refused. On SQLite the log
//! is one table.

use sea_orm::{ConnectionTrait, DbBackend};

use super::archive::month::{self, Month};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::{Store, Txn};

/// Months that are made ahead.
const AHEAD: usize = 3;

/// Makes the tables of the month of `at` and of the next ones, unless they are there. Returns how many were made.
pub async fn prepare(store: &Store, at: Timestamp) -> Result<usize> {
    if store.backend() != DbBackend::Postgres {
        return Ok(0);
    }
    let known = month::partitions(store.read()).await?;
    let mut made = 0;
    let mut month = Month::of(at);
    for _ in 0..=AHEAD {
        if !known.contains(&month) {
            store.write(async |txn| make(txn, month).await).await?;
            made += 1;
        }
        month = month.next();
    }
    Ok(made)
}

/// Makes the table of a month and moves what the default one has of it. Readers and writers of the log go on, but for
/// those who need the default one.
async fn make(txn: &Txn, month: Month) -> Result<()> {
    let name = month.partition();
    let (from, to) = (month.start().to_rfc3339(), month.end().to_rfc3339());
    let steps = [
        "SET LOCAL lock_timeout = '500ms'".to_owned(),
        format!("CREATE TABLE {name} (LIKE events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)"),
        // Not an index of the whole log, which would need the time in it.
        format!("CREATE UNIQUE INDEX {name}_version ON {name} (aggregate, aggregate_id, version)"),
        "LOCK TABLE events_default IN ACCESS EXCLUSIVE MODE".to_owned(),
        format!(
            "WITH moved AS (DELETE FROM events_default WHERE recorded_at >= '{from}' AND recorded_at < '{to}' \
             RETURNING *) INSERT INTO {name} SELECT * FROM moved"
        ),
        format!("ALTER TABLE events ATTACH PARTITION {name} FOR VALUES FROM ('{from}') TO ('{to}')"),
    ];
    for step in steps {
        txn.execute_unprepared(&step).await?;
    }
    Ok(())
}
