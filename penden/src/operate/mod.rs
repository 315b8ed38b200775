//! The operator's commands. They work on the database that is configured, so they need no running API; what they change
//! is noticed by the fleet within a second or two.

pub mod batches;
mod job;
pub mod jobs;
pub mod limits;
pub mod processes;
pub mod queues;
pub mod table;
pub mod timetable;

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::now;

/// Who is written down as having asked for something.
fn operator() -> String {
    let name = ["SUDO_USER", "USER", "LOGNAME"].iter().find_map(|name| std::env::var(name).ok());
    name.filter(|name| !name.is_empty())
        .map_or_else(|| "the command line".to_owned(), |name| format!("{name} at the command line"))
}

/// How long ago, in one unit.
fn ago(at: DateTime<Utc>) -> String {
    length(now() - at)
}

/// A length of time, in one unit.
fn length(length: TimeDelta) -> String {
    let micros = length.num_microseconds().unwrap_or(i64::MAX);
    match micros {
        ..0 => format!("in {}", self::length(-length)),
        0..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!("{:.1} ms", micros as f64 / 1e3),
        1_000_000..120_000_000 => format!("{:.1} s", micros as f64 / 1e6),
        120_000_000..7_200_000_000 => format!("{} min", length.num_minutes()),
        7_200_000_000..172_800_000_000 => format!("{} h", length.num_hours()),
        _ => format!("{} d", length.num_days()),
    }
}
