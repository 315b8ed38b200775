//! Which entries of the timetable are worth asking the database about.

use std::time::{Duration, Instant};

use domain::clock::Timestamp;

/// However far away the next slot is, the book is looked at this often: somebody may have changed it.
const LOOK: Duration = Duration::from_secs(60);

/// One entry's.
#[derive(Debug, Clone, Default)]
pub(crate) struct Clock {
    looked: Option<(Timestamp, Instant)>,
    next: Option<Timestamp>,
}

impl Clock {
    /// Whether something may be due: the slot has come, the clock was put back, or nobody has looked for a while.
    pub(crate) fn may_be_due(&self, now: Timestamp) -> bool {
        let Some((at, looked)) = self.looked else { return true };
        now < at || self.next.is_some_and(|next| next <= now) || looked.elapsed() >= LOOK
    }

    /// Notes what the database said.
    pub(crate) fn looked(&mut self, now: Timestamp, next: Option<Timestamp>) {
        *self = Self { looked: Some((now, Instant::now())), next };
    }
}

#[cfg(test)]
mod tests {
    use domain::clock::now;

    use super::*;

    #[test]
    fn the_database_is_asked_when_a_slot_has_come_or_the_clock_was_put_back() {
        let (now, minute) = (now(), Duration::from_secs(60));
        let mut clock = Clock::default();
        assert!(clock.may_be_due(now));
        clock.looked(now, Some(now + minute));
        assert!(!clock.may_be_due(now) && !clock.may_be_due(now + minute / 2));
        assert!(clock.may_be_due(now + minute) && clock.may_be_due(now - minute));
        clock.looked(now, None);
        assert!(!clock.may_be_due(now + minute * 1_000));
    }
}
