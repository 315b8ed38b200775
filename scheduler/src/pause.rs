//! How long to wait between two rounds: longer after each failure, and never all schedulers in step.

use std::time::Duration;

/// The longest wait, however long the outage.
const LONGEST: Duration = Duration::from_secs(15);

pub(crate) struct Pause {
    usual: Duration,
    failures: u32,
}

impl Pause {
    pub(crate) fn new(usual: Duration) -> Self {
        Self { usual, failures: 0 }
    }

    pub(crate) fn after_success(&mut self) -> Duration {
        self.failures = 0;
        self.usual
    }

    /// Doubles with each failure; up to half of it is taken off at random.
    pub(crate) fn after_failure(&mut self) -> Duration {
        self.failures = self.failures.saturating_add(1);
        let wait =
            self.usual.saturating_mul(2_u32.saturating_pow(self.failures)).min(LONGEST.max(self.usual));
        wait.mul_f64(rand::random_range(0.5..=1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_make_it_longer_up_to_a_limit_and_success_makes_it_short_again() {
        let usual = Duration::from_millis(100);
        let mut pause = Pause::new(usual);
        for failure in 1..=40 {
            let full = usual.saturating_mul(2_u32.saturating_pow(failure)).min(LONGEST);
            let wait = pause.after_failure();
            assert!(wait >= full / 2 && wait <= full, "{wait:?} after {failure} failures");
        }
        assert_eq!(pause.after_success(), usual);
        assert!(pause.after_failure() <= usual * 2);
    }
}
