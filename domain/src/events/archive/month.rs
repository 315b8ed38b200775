//! Months of the log, in UTC. On PostgreSQL each has a table of its own, see `partitions`.

use chrono::{Datelike, Months, NaiveDate};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::Store;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Month {
    pub year: i32,
    pub month: u32,
}

impl Month {
    pub fn of(time: Timestamp) -> Self {
        Self { year: time.year(), month: time.month() }
    }

    /// Its first moment.
    pub fn start(self) -> Timestamp {
        NaiveDate::from_ymd_opt(self.year, self.month, 1)
            .and_then(|day| day.and_hms_opt(0, 0, 0))
            .expect("months are made from times")
            .and_utc()
    }

    /// The first moment of the next.
    pub fn end(self) -> Timestamp {
        self.start() + Months::new(1)
    }

    pub fn next(self) -> Self {
        Self::of(self.end())
    }

    /// Its table on PostgreSQL.
    pub fn partition(self) -> String {
        format!("events_y{:04}m{:02}", self.year, self.month)
    }

    fn of_partition(name: &str) -> Option<Self> {
        let (year, month) = name.strip_prefix("events_y")?.split_once('m')?;
        Some(Self { year: year.parse().ok()?, month: month.parse().ok()? })
    }
}

/// Months that have events in the table and were over by `before`, oldest first.
pub(crate) async fn ended_by(store: &Store, before: Timestamp) -> Result<Vec<Month>> {
    let db = store.read();
    let mut months = match store.backend() {
        DbBackend::Postgres => partitions(db).await?,
        _ => recorded(db).await?,
    };
    months.retain(|month| month.end() <= before);
    months.sort_unstable();
    Ok(months)
}

pub(crate) async fn partitions(db: &impl ConnectionTrait) -> Result<Vec<Month>> {
    let sql = "SELECT c.relname::text AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid \
               WHERE i.inhparent = 'events'::regclass";
    let rows = db.query_all_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    let names = rows.into_iter().map(|row| row.try_get::<String>("", "name"));
    let mut months = Vec::new();
    for name in names {
        months.extend(Month::of_partition(&name?));
    }
    Ok(months)
}

async fn recorded(db: &impl ConnectionTrait) -> Result<Vec<Month>> {
    let sql = "SELECT DISTINCT substr(recorded_at, 1, 7) AS name FROM events";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let mut months = Vec::new();
    for row in rows {
        let name: String = row.try_get("", "name")?;
        let month = name
            .split_once('-')
            .and_then(|(year, month)| Some(Month { year: year.parse().ok()?, month: month.parse().ok()? }));
        months.extend(month);
    }
    Ok(months)
}
