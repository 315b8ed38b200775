//! Moments and lengths of time as people read them. Times of day are those of UTC.

use chrono::{SecondsFormat, TimeDelta};
use domain::clock::Timestamp;
use serde::Serialize;

/// A moment in three ways of saying it.
#[derive(Debug, Serialize)]
pub struct Moment {
    /// For programs: RFC 3339.
    iso: String,
    /// `21 Nov 2026, 09:17:05.250`
    exact: String,
    /// `3 min ago`
    ago: String,
}

impl Moment {
    pub fn seen_from(now: Timestamp, at: Timestamp) -> Self {
        let age = now - at;
        let ago = match age {
            age if age >= TimeDelta::seconds(1) => format!("{} ago", rough(age)),
            age if age <= TimeDelta::seconds(-1) => format!("in {}", rough(-age)),
            _ => "just now".to_owned(),
        };
        Self {
            iso: at.to_rfc3339_opts(SecondsFormat::Micros, true),
            exact: at.format("%-d %b %Y, %H:%M:%S%.3f").to_string(),
            ago,
        }
    }
}

/// One unit is enough to see how old something is.
pub fn rough(length: TimeDelta) -> String {
    let seconds = length.num_seconds();
    match seconds {
        ..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// How long something took, precise while it is short. `None` when it ended before it began, as clocks may say.
pub fn took(from: Timestamp, to: Timestamp) -> Option<String> {
    if to < from {
        return None;
    }
    let length = to - from;
    let millis = length.num_milliseconds();
    Some(match millis {
        ..1 => format!("{:.1} ms", f64::from(i32::try_from(length.num_microseconds()?).ok()?) / 1_000.0),
        1..1_000 => format!("{millis} ms"),
        1_000..60_000 => format!("{}.{} s", millis / 1_000, millis % 1_000 / 100),
        _ => rough(length),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(micros: i64) -> Timestamp {
        Timestamp::from_timestamp_micros(1_795_000_000_000_000 + micros).unwrap()
    }

    #[test]
    fn lengths_are_as_precise_as_they_are_short() {
        for (micros, expected) in [
            (0, "0.0 ms"),
            (340, "0.3 ms"),
            (12_000, "12 ms"),
            (1_250_000, "1.2 s"),
            (59_999_000, "59.9 s"),
            (185_000_000, "3 min"),
            (7_300_000_000, "2 h"),
            (260_000_000_000, "3 days"),
        ] {
            assert_eq!(took(at(0), at(micros)).unwrap(), expected);
        }
        assert_eq!(took(at(1), at(0)), None);
    }

    #[test]
    fn a_moment_is_before_or_after_now() {
        assert_eq!(Moment::seen_from(at(90_000_000), at(0)).ago, "1 min ago");
        assert_eq!(Moment::seen_from(at(0), at(5_000_000)).ago, "in 5 s");
        assert_eq!(Moment::seen_from(at(0), at(400_000)).ago, "just now");
        assert_eq!(Moment::seen_from(at(0), at(0)).iso, "2026-11-18T11:06:40.000000Z");
    }
}
