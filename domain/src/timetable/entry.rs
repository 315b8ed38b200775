//! The entries of the timetable, and how they are read from settings.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::When;
use crate::clock::{Timestamp, now};
use crate::jobs::Job;

/// Contexts, and in each the entries: `payments.find_unsettled` is `find_unsettled` in `payments`.
pub type TimetableSettings = BTreeMap<String, BTreeMap<String, EntrySettings>>;

/// One entry as people write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EntrySettings {
    /// `every 15 seconds`, or the five fields of cron.
    pub when: String,
    #[serde(default = "utc")]
    pub zone: String,
    #[serde(default)]
    pub missed: Missed,
    #[serde(default = "yes")]
    pub enabled: bool,
    /// Kind of the job; empty: the name of the entry.
    #[serde(default)]
    pub job: String,
}

/// What becomes of slots that nobody was there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missed {
    /// Nothing. A slot counts as missed when it is more than a minute ago.
    Skip,
    /// One run for all of them.
    #[default]
    Once,
    /// A run for each, the latest [`Missed::MOST`] of them.
    All,
}

impl Missed {
    /// Runs that [`Missed::All`] catches up with at most.
    pub const MOST: usize = 100;

    /// The name in settings and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skip => "skip",
            Self::Once => "once",
            Self::All => "all",
        }
    }
}

/// How late a slot of an entry that skips what was missed may be fired.
const LATE: TimeDelta = TimeDelta::seconds(60);

#[derive(Debug, Clone)]
pub struct Entry {
    pub name: String,
    pub when: When,
    /// As written.
    pub settings: EntrySettings,
    pub job: Job,
}

impl Entry {
    /// Slots after `fired_until` and up to `at` that are to be fired, oldest first.
    pub fn due(&self, fired_until: Timestamp, at: Timestamp) -> Vec<Timestamp> {
        let mut due = Vec::new();
        let mut latest = self.when.latest_until(at);
        let most = if self.settings.missed == Missed::All { Missed::MOST } else { 1 };
        while let Some(slot) = latest.filter(|slot| *slot > fired_until && due.len() < most) {
            due.push(slot);
            latest = self.when.latest_until(slot - TimeDelta::seconds(1));
        }
        due.reverse();
        if self.settings.missed == Missed::Skip {
            due.retain(|slot| at - *slot <= LATE);
        }
        due
    }
}

/// All entries, in the order of their names.
#[derive(Debug, Clone, Default)]
pub struct Timetable {
    pub entries: Vec<Entry>,
}

impl Timetable {
    /// # Errors
    /// For each problem the name of the entry and a sentence.
    pub fn read(settings: &TimetableSettings) -> Result<Self, Vec<(String, String)>> {
        let (mut entries, mut problems) = (Vec::new(), Vec::new());
        for (context, in_context) in settings {
            for (verb, settings) in in_context {
                let name = format!("{context}.{verb}");
                match read(&name, settings) {
                    Ok(entry) => entries.push(entry),
                    Err(problem) => problems.push((name, problem)),
                }
            }
        }
        if problems.is_empty() { Ok(Self { entries }) } else { Err(problems) }
    }

    /// The entry of that name.
    pub fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name == name)
    }
}

fn read(name: &str, settings: &EntrySettings) -> Result<Entry, String> {
    let kind = if settings.job.is_empty() { name } else { &settings.job };
    let job = Job::from_stored(kind, &json!({}))
        .map_err(|_| format!("there is no job {kind:?} that can do without further data"))?;
    let when = When::read(&settings.when, &settings.zone)?;
    if when.next_after(now()).is_none() {
        return Err(format!("{:?} never comes", settings.when));
    }
    Ok(Entry { name: name.to_owned(), when, settings: settings.clone(), job })
}

fn utc() -> String {
    "UTC".to_owned()
}

const fn yes() -> bool {
    true
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn entry(when: &str, missed: Missed) -> Entry {
        let settings = EntrySettings {
            when: when.into(),
            zone: "Europe/Berlin".into(),
            missed,
            enabled: true,
            job: "retention.prune".into(),
        };
        read("a.test", &settings).unwrap()
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_missed_is_skipped_caught_up_once_or_one_by_one() {
        let (until, back) = (at("2026-11-18T12:00:00Z"), at("2026-11-21T12:00:00Z"));
        let days = |missed| entry("0 3 * * *", missed).due(until, back);
        assert!(days(Missed::Skip).is_empty());
        assert_eq!(days(Missed::Once), [at("2026-11-21T02:00:00Z")]);
        let all = ["2026-11-19T02:00:00Z", "2026-11-20T02:00:00Z", "2026-11-21T02:00:00Z"];
        assert_eq!(days(Missed::All), all.map(at));
    }

    #[test]
    fn a_slot_that_is_seen_in_time_fires_under_every_policy() {
        let (until, now) = (at("2026-11-20T02:00:00Z"), at("2026-11-21T02:00:59Z"));
        for missed in [Missed::Skip, Missed::Once, Missed::All] {
            assert_eq!(entry("0 3 * * *", missed).due(until, now), [at("2026-11-21T02:00:00Z")]);
        }
    }

    #[test]
    fn catching_up_has_a_bound_and_keeps_the_latest() {
        let due = entry("* * * * *", Missed::All).due(at("2020-01-01T00:00:00Z"), at("2026-11-21T12:00:30Z"));
        assert_eq!(due.len(), Missed::MOST);
        assert_eq!(due.last(), Some(&at("2026-11-21T12:00:00Z")));
    }

    #[test]
    fn a_clock_that_jumps_back_finds_nothing_due() {
        let fired_until = at("2026-11-21T12:00:00Z");
        for missed in [Missed::Skip, Missed::Once, Missed::All] {
            let entry = entry("* * * * *", missed);
            assert!(entry.due(fired_until, at("2026-11-21T11:00:00Z")).is_empty());
            assert!(entry.due(fired_until, fired_until).is_empty());
        }
    }

    #[test]
    fn a_job_that_does_not_exist_or_needs_data_is_refused() {
        for job in ["retention.prun", "payments.charge"] {
            let settings = EntrySettings { job: job.into(), ..entry("* * * * *", Missed::Once).settings };
            assert!(read("a.test", &settings).unwrap_err().contains(job));
        }
    }
}
