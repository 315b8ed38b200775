//! A time that comes again and again: `every 15 seconds`, or a cron expression in a time zone.
//!
//! Slots of `every` are counted from the Unix epoch, so that all schedulers agree on them. Cron follows the rules of
//! Vixie cron where clocks change: a fixed time that is skipped comes right after the gap, and one that comes twice
//! counts the first time; what repeats every hour or minute goes by elapsed time.

use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Timestamp as Instant;
use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::clock::Timestamp;

/// Whole seconds, never finer.
#[derive(Debug, Clone)]
pub enum When {
    /// Seconds between two slots.
    Every(i64),
    Cron {
        cron: Box<Cron>,
        zone: TimeZone,
    },
}

impl When {
    /// Reads `every N seconds` (or minutes, or hours), or the five fields of cron. `zone` is an IANA name; `every` does
    /// not need one.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn read(expression: &str, zone: &str) -> Result<Self, String> {
        if let Some(interval) = expression.trim().strip_prefix("every ") {
            return seconds(interval).map(Self::Every).ok_or_else(|| {
                format!(
                    "{expression:?} is not understood: say every 15 seconds, every 5 minutes or every 2 hours"
                )
            });
        }
        let zone = TimeZone::get(zone).map_err(|_| format!("{zone:?} is no IANA time zone"))?;
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser
            .parse(expression)
            .map_err(|error| format!("{expression:?} is no cron expression: {error}"))?;
        Ok(Self::Cron { cron: Box::new(cron), zone })
    }

    /// The first slot after `at`; `None` when there is none, as with 30 February.
    pub fn next_after(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Every(seconds) => moment((at.timestamp().div_euclid(*seconds) + 1) * seconds),
            Self::Cron { cron, zone } => {
                let from = whole_second(at, zone)?;
                cron.find_next_occurrence(&from, false)
                    .ok()
                    .and_then(|slot| moment(slot.timestamp().as_second()))
            }
        }
    }

    /// The last slot up to `at`, which may be `at` itself.
    pub fn latest_until(&self, at: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Every(seconds) => moment(at.timestamp().div_euclid(*seconds) * seconds),
            Self::Cron { cron, zone } => {
                let until = whole_second(at, zone)?;
                let slot = cron.find_previous_occurrence(&until, true).ok()?;
                moment(slot.timestamp().as_second())
            }
        }
    }
}

fn seconds(interval: &str) -> Option<i64> {
    let (count, unit) = interval.trim().split_once(' ')?;
    let unit = match unit.trim() {
        "second" | "seconds" => 1,
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3_600,
        _ => return None,
    };
    let count: i64 = count.parse().ok()?;
    (1..=366 * 86_400).contains(&count).then(|| count * unit)
}

/// Slots are whole seconds, so that what is left of the second makes no difference.
fn whole_second(at: Timestamp, zone: &TimeZone) -> Option<Zoned> {
    Instant::from_second(at.timestamp()).ok().map(|at| at.to_zoned(zone.clone()))
}

fn moment(unix_seconds: i64) -> Option<Timestamp> {
    Timestamp::from_timestamp(unix_seconds, 0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// The slots after `from` and up to `until`, in UTC without the seconds.
    fn slots(expression: &str, zone: &str, from: &str, until: &str) -> Vec<String> {
        let when = When::read(expression, zone).unwrap();
        let (mut from, until, mut slots) = (at(from), at(until), Vec::new());
        while let Some(slot) = when.next_after(from).filter(|slot| *slot <= until) {
            slots.push(slot.format("%d %H:%M").to_string());
            from = slot;
        }
        slots
    }

    #[test]
    fn an_interval_counts_from_the_epoch_whoever_looks() {
        let when = When::read("every 15 seconds", "UTC").unwrap();
        let now = at("2026-11-21T10:00:07.5Z");
        assert_eq!(when.latest_until(now), Some(at("2026-11-21T10:00:00Z")));
        assert_eq!(when.next_after(now), Some(at("2026-11-21T10:00:15Z")));
        assert_eq!(when.latest_until(at("2026-11-21T10:00:15Z")), Some(at("2026-11-21T10:00:15Z")));
        assert_eq!(
            slots("every 12 hours", "", "2026-01-01T01:00:00Z", "2026-01-02T00:00:00Z"),
            ["01 12:00", "02 00:00"]
        );
    }

    #[test]
    fn a_fixed_time_that_the_clock_skips_comes_right_after_the_gap() {
        // On 29 March 2026 Berlin goes from 02:00 to 03:00, which is 01:00 UTC.
        let slots = slots("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00:00Z", "2026-03-30T23:00:00Z");
        assert_eq!(slots, ["28 01:30", "29 01:00", "30 00:30"]);
    }

    #[test]
    fn a_fixed_time_that_comes_twice_counts_once() {
        // On 25 October 2026 Berlin goes from 03:00 back to 02:00, which is 01:00 UTC.
        let slots = slots("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z");
        assert_eq!(slots, ["25 00:30", "26 01:30"]);
    }

    #[test]
    fn what_repeats_goes_on_through_gaps_and_repeats() {
        let gap = slots("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z");
        assert_eq!(gap, ["29 00:30", "29 01:00", "29 01:30", "29 02:00"]);
        let repeat = slots("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z");
        assert_eq!(repeat, ["25 00:30", "25 01:00", "25 01:30", "25 02:00"]);
    }

    #[test]
    fn looking_back_finds_exactly_the_slots_that_looking_ahead_finds() {
        let zones = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/St_Johns", "UTC"];
        let expressions = ["30 2 * * *", "*/15 1-3 * * *", "0 0 1 * *", "0 9 * * MON-FRI", "59 1 * * *"];
        for (zone, expression) in zones.iter().flat_map(|zone| expressions.map(|other| (zone, other))) {
            let when = When::read(expression, zone).unwrap();
            let (mut slot, end) = (at("2026-01-01T00:00:30Z"), at("2027-01-01T00:00:00Z"));
            while let Some(next) = when.next_after(slot).filter(|next| *next < end) {
                let just_before = next - chrono::TimeDelta::seconds(1);
                assert_eq!(when.latest_until(next), Some(next), "{expression} {zone}");
                assert!(when.latest_until(just_before).unwrap() <= slot, "{expression} {zone} {next}");
                slot = next;
            }
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_words() {
        for (expression, zone, word) in [
            ("every day", "UTC", "every 15 seconds"),
            ("every 0 seconds", "UTC", "every 15 seconds"),
            ("0 3 * * *", "Europe/Atlantis", "time zone"),
            ("0 25 * * *", "UTC", "cron"),
            ("0 0 3 * * *", "UTC", "cron"),
            ("", "UTC", "cron"),
        ] {
            let problem = When::read(expression, zone).unwrap_err();
            assert!(problem.contains(word), "{expression}: {problem}");
        }
        assert_eq!(When::read("0 0 30 2 *", "UTC").unwrap().next_after(at("2026-01-01T00:00:00Z")), None);
    }
}
