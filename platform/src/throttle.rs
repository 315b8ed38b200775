//! Lets a message through only so often: an outage is one line a minute in the log, not one a request.

use std::sync::Mutex;
use std::time::{Duration, Instant};

pub(crate) struct Throttle {
    pause: Duration,
    last: Mutex<Option<Instant>>,
}

impl Throttle {
    pub(crate) const fn once_per(pause: Duration) -> Self {
        Self { pause, last: Mutex::new(None) }
    }

    /// True for the first call and then at most once in the pause.
    pub(crate) fn allows(&self) -> bool {
        let mut last = self.last.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let now = Instant::now();
        let is_due = last.is_none_or(|last| now.duration_since(last) >= self.pause);
        if is_due {
            *last = Some(now);
        }
        is_due
    }
}
