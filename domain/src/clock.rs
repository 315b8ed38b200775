//! Time as it is stored: UTC, whole microseconds, so that both databases give back what they were given.

use chrono::{DateTime, SubsecRound, Utc};

pub type Timestamp = DateTime<Utc>;

/// The present moment.
pub fn now() -> Timestamp {
    Utc::now().trunc_subsecs(6)
}

/// A moment from outside, as it is stored.
pub fn whole_micros(at: Timestamp) -> Timestamp {
    at.trunc_subsecs(6)
}
