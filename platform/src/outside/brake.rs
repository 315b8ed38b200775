//! A provider's rate: governor as the brake of this process, and behind it the slots that the whole fleet shares.
//!
//! The brake keeps a process from asking the database more often than the rate could ever allow. While the database
//! cannot be asked, the brake alone holds.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::outside::{self, Rate, Slot};
use domain::{Error, Result, Store};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota};
use tokio::sync::OnceCell;

/// A call waits for its slot this long here; for a later one its job is put off.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// However many wait, nobody is put off for longer.
const LONGEST: Duration = Duration::from_secs(600);

pub(super) struct Brake {
    provider: &'static str,
    rate: Rate,
    local: DefaultDirectRateLimiter,
    store: Store,
    is_prepared: OnceCell<()>,
    queue: Queue,
}

impl Brake {
    pub(super) fn new(provider: &'static str, rate: Rate, store: Store) -> Self {
        let burst = std::num::NonZeroU32::new(rate.burst).unwrap_or(std::num::NonZeroU32::MIN);
        let quota = Quota::with_period(rate.interval()).map(|quota| quota.allow_burst(burst));
        let quota = quota.unwrap_or_else(|| Quota::per_second(std::num::NonZeroU32::MAX));
        Self {
            provider,
            rate,
            local: DefaultDirectRateLimiter::direct(quota),
            store,
            is_prepared: OnceCell::new(),
            queue: Queue::default(),
        }
    }

    /// Returns when the call may be made.
    ///
    /// # Errors
    /// `TooBusy` when that would take longer than [`PATIENCE`].
    pub(super) async fn wait(&self) -> Result<()> {
        self.wait_here().await?;
        match self.shared().await {
            Ok(Slot::In(wait)) => {
                tokio::time::sleep(wait).await;
                Ok(())
            }
            Ok(Slot::Busy { after }) => Err(self.put_off(after)),
            Err(error) => {
                let provider = self.provider;
                tracing::warn!(
                    provider,
                    error = error.chain(),
                    "only this process keeps the rate of {provider}"
                );
                Ok(())
            }
        }
    }

    async fn wait_here(&self) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        while let Err(early) = self.local.check() {
            let wait = early.wait_time_from(DefaultClock::default().now());
            if Instant::now() + wait > deadline {
                return Err(self.put_off(wait));
            }
            tokio::time::sleep(wait).await;
        }
        Ok(())
    }

    async fn shared(&self) -> Result<Slot> {
        let prepare = async || outside::prepare(&self.store, self.provider, self.rate).await;
        self.is_prepared.get_or_try_init(prepare).await?;
        outside::take_slot(&self.store, self.provider, self.rate, PATIENCE).await
    }

    fn put_off(&self, after: Duration) -> Error {
        Error::TooBusy { after: self.queue.after(after, self.rate.interval()) }
    }
}

/// Puts those who find no slot into a row, so that they do not all come back at the same time.
#[derive(Default)]
pub(super) struct Queue {
    last: Mutex<Option<Instant>>,
}

impl Queue {
    /// When to come back: `first` from now at the earliest, and `step` after the one before.
    pub(super) fn after(&self, first: Duration, step: Duration) -> Duration {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let first = now + first;
        let at = last.map_or(first, |last| first.max(last + step)).min(now + LONGEST);
        *last = Some(at);
        at - now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_are_put_off_come_back_one_after_the_other() {
        let queue = Queue::default();
        let (first, step) = (Duration::from_secs(2), Duration::from_millis(500));
        let waits: Vec<_> = (0..4).map(|_| queue.after(first, step).as_millis()).collect();
        assert!(waits[0] >= 1_990 && waits[3] >= 3_400 && waits[3] <= 3_500, "{waits:?}");
        assert!(queue.after(Duration::from_secs(10_000), step) <= LONGEST);
    }
}
