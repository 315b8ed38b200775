//! The way to a provider: a place among the calls of this process, a breaker that is not open, a slot in the rate of the
//! fleet. A call that is refused one of them is put off, which costs its job no attempt.

use std::future::Future;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::clock::{Timestamp, now};
use domain::outside::{Rate, Seen};
use domain::{Error, Result, Store};
use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use super::brake::{Brake, PATIENCE, Queue};
use crate::breaker::Breaker;
use crate::config::ProviderConfig;

/// Put off for want of a place, calls come back this far apart.
const STEP: Duration = Duration::from_millis(50);

/// A note of an error, not a log of it.
const LONGEST_ERROR: usize = 500;

/// Clones are the same gate.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

struct Inner {
    provider: &'static str,
    service: &'static str,
    places: Semaphore,
    queue: Queue,
    brake: Option<Brake>,
    breaker: Breaker,
    calls: AtomicI64,
    failures: AtomicI64,
    put_off: AtomicI64,
    last_error: Mutex<Option<(String, Timestamp)>>,
    changed: Notify,
}

impl Gate {
    /// `provider` names it in settings and in the database, `service` in errors.
    pub fn new(provider: &'static str, service: &'static str, config: &ProviderConfig, store: Store) -> Self {
        let rate = Rate { per_second: config.per_second, burst: config.burst.max(1) };
        let brake = (config.per_second > 0.0).then(|| Brake::new(provider, rate, store));
        Self::with(provider, service, config.concurrency, brake, Breaker::default())
    }

    /// With a breaker and nothing else, for a provider that this process calls alone.
    pub fn free(service: &'static str) -> Self {
        Self::with(service, service, Semaphore::MAX_PERMITS, None, Breaker::default())
    }

    fn with(
        provider: &'static str,
        service: &'static str,
        places: usize,
        brake: Option<Brake>,
        breaker: Breaker,
    ) -> Self {
        Self(Arc::new(Inner {
            provider,
            service,
            places: Semaphore::new(places),
            queue: Queue::default(),
            brake,
            breaker,
            calls: AtomicI64::new(0),
            failures: AtomicI64::new(0),
            put_off: AtomicI64::new(0),
            last_error: Mutex::default(),
            changed: Notify::new(),
        }))
    }

    /// The same with another breaker, before it is used.
    #[must_use]
    pub fn with_breaker(self, breaker: Breaker) -> Self {
        let inner = Arc::into_inner(self.0).expect("nobody has a clone yet");
        Self(Arc::new(Inner { breaker, ..inner }))
    }

    pub fn provider(&self) -> &'static str {
        self.0.provider
    }

    /// Makes the call as soon as it may be made, and cuts it off after `limit`.
    ///
    /// # Errors
    /// Those of `work`; `Unavailable` when it was cut off; `TooBusy` when it was not begun and may be later.
    pub async fn call<T>(&self, limit: Duration, work: impl Future<Output = Result<T>>) -> Result<T> {
        let inner = &*self.0;
        let _place = match self.enter().await {
            Ok(place) => place,
            Err(error) => return Err(self.note_put_off(error)),
        };
        let begun = Instant::now();
        let mut was_begun = false;
        let timed = async {
            was_begun = true;
            let cut_off = |_| Error::unavailable(inner.service, format!("no answer within {limit:?}"));
            tokio::time::timeout(limit, work).await.map_err(cut_off).and_then(|outcome| outcome)
        };
        let outcome = inner.breaker.call(timed).await;
        match outcome {
            Err(error) if !was_begun => Err(self.note_put_off(error)),
            outcome => {
                self.note(&outcome, begun.elapsed());
                outcome
            }
        }
    }

    /// The breaker first: while it is open nobody needs a slot.
    async fn enter(&self) -> Result<SemaphorePermit<'_>> {
        let inner = &*self.0;
        if let Some(after) = inner.breaker.refuses() {
            return Err(Error::TooBusy { after: inner.queue.after(after, STEP) });
        }
        let Ok(Ok(place)) = tokio::time::timeout(PATIENCE, inner.places.acquire()).await else {
            return Err(Error::TooBusy { after: inner.queue.after(PATIENCE, STEP) });
        };
        if let Some(brake) = &inner.brake {
            brake.wait().await?;
        }
        Ok(place)
    }

    fn note<T>(&self, outcome: &Result<T>, took: Duration) {
        let inner = &*self.0;
        inner.calls.fetch_add(1, Ordering::Relaxed);
        let label = match outcome {
            Err(error @ Error::Unavailable { .. }) => {
                inner.failures.fetch_add(1, Ordering::Relaxed);
                let text = error.chain().chars().take(LONGEST_ERROR).collect();
                *inner.last_error.lock().unwrap_or_else(PoisonError::into_inner) = Some((text, now()));
                "failed"
            }
            Err(_) => "refused",
            Ok(_) => "ok",
        };
        let provider = inner.provider;
        metrics::histogram!("penden_outside_call_seconds", "provider" => provider).record(took.as_secs_f64());
        metrics::counter!("penden_outside_calls_total", "provider" => provider, "outcome" => label)
            .increment(1);
        inner.changed.notify_one();
    }

    fn note_put_off(&self, error: Error) -> Error {
        let (inner, provider) = (&*self.0, self.0.provider);
        inner.put_off.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("penden_outside_calls_total", "provider" => provider, "outcome" => "put_off")
            .increment(1);
        inner.changed.notify_one();
        error
    }

    /// What this process has seen of the provider so far.
    pub fn seen(&self) -> Seen {
        let inner = &*self.0;
        let (breaker, since) = inner.breaker.phase();
        Seen {
            breaker,
            since,
            next_try_at: inner.breaker.tries_again_at(),
            calls: inner.calls.load(Ordering::Relaxed),
            failures: inner.failures.load(Ordering::Relaxed),
            put_off: inner.put_off.load(Ordering::Relaxed),
            last_error: inner.last_error.lock().unwrap_or_else(PoisonError::into_inner).clone(),
        }
    }

    /// Lets everybody call again: see [`Breaker::close`].
    pub(super) fn close(&self) {
        self.0.breaker.close();
        self.0.changed.notify_one();
    }

    /// Returns when something may have changed since the last time.
    pub(super) async fn changed(&self) {
        self.0.changed.notified().await;
    }
}
