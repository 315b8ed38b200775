//! Putting entries into order.

use std::collections::HashMap;

use super::Entry;
use crate::clock::Timestamp;

/// Sorts by time, but never puts an entry before the one that led to it: the clocks of two machines differ. A parent
/// that is not in the list is forgotten.
pub fn arrange(mut entries: Vec<Entry>) -> Vec<Entry> {
    let known: HashMap<String, (Timestamp, Option<String>)> =
        entries.iter().map(|entry| (entry.id.clone(), (entry.at, entry.parent.clone()))).collect();
    for entry in &mut entries {
        entry.parent = entry.parent.take().filter(|parent| known.contains_key(parent));
    }
    // The time of an entry is that of its latest ancestor at least; of two at once the ancestor comes first.
    let place = |entry: &Entry| {
        let (mut latest, mut depth, mut parent) = (entry.at, 0, entry.parent.as_ref());
        // Nothing leads to itself; the bound is for rows that somebody wrote by hand.
        while let Some((at, next)) = parent.and_then(|id| known.get(id)).filter(|_| depth < known.len()) {
            latest = latest.max(*at);
            depth += 1;
            parent = next.as_ref();
        }
        (latest, depth)
    };
    entries.sort_by_cached_key(place);
    entries
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use chrono::DateTime;

    use super::super::EntryType;
    use super::*;

    fn entry(id: &str, parent: Option<&str>, second: i64) -> Entry {
        Entry {
            id: id.to_owned(),
            parent: parent.map(str::to_owned),
            what: EntryType::Event,
            kind: String::new(),
            state: String::new(),
            at: DateTime::from_timestamp(second, 0).unwrap(),
            started_at: None,
            finished_at: None,
            waited: None,
            ran: None,
            trace_id: None,
            subject_id: None,
            summary: None,
            attempts: Vec::new(),
        }
    }

    fn ids(entries: Vec<Entry>) -> Vec<String> {
        arrange(entries).into_iter().map(|entry| entry.id).collect()
    }

    #[test]
    fn time_decides_unless_a_cause_would_come_after_its_effect() {
        let entries = vec![
            entry("mail", Some("job"), 4),
            entry("late", None, 7),
            // The worker's clock is behind that of the API.
            entry("job", Some("event"), 3),
            entry("event", None, 5),
            entry("early", Some("pruned"), 1),
        ];
        assert_eq!(ids(entries), ["early", "event", "job", "mail", "late"]);
    }

    #[test]
    fn a_circle_is_no_trap() {
        assert_eq!(ids(vec![entry("a", Some("b"), 1), entry("b", Some("a"), 2)]).len(), 2);
    }
}
