//! Percentiles by the nearest-rank method: each is a value that was measured.

use std::time::Duration;

use serde::Serialize;

/// In milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Percentiles {
    pub count: usize,
    pub p50: f64,
    pub p95: f64,
    pub p99: f64,
    pub max: f64,
}

impl Percentiles {
    /// `None` when nothing was measured.
    pub fn of(mut measured: Vec<Duration>) -> Option<Self> {
        measured.sort_unstable();
        let max = *measured.last()?;
        let count = measured.len();
        let at = |percent: usize| millis(measured[(count * percent).div_ceil(100) - 1]);
        Some(Self { count, p50: at(50), p95: at(95), p99: at(99), max: millis(max) })
    }
}

/// To a hundredth of a millisecond.
fn millis(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let of = |last: u64| Percentiles::of((1..=last).map(Duration::from_millis).collect());
        assert_eq!(of(100), Some(Percentiles { count: 100, p50: 50.0, p95: 95.0, p99: 99.0, max: 100.0 }));
        assert_eq!(of(1), Some(Percentiles { count: 1, p50: 1.0, p95: 1.0, p99: 1.0, max: 1.0 }));
        assert_eq!(of(0), None);
    }
}
