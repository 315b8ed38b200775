//! The circuit breaker in front of each outside service: when most calls fail, the next ones are not even tried.
//!
//! It only decides whether to call. Retrying belongs to the ledger, and for a lost connection to [`crate::outbound`]. The
//! statistics are recloser's. What it does not tell is kept beside it: which phase it is in, since when, and that on
//! trial only a few call at once.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::clock::{Timestamp, now};
use domain::outside::Phase;
use domain::{Error, Result};
use futures_util::FutureExt;
use recloser::{AsyncRecloser, Recloser};

/// The last calls that are looked at; fewer than these never open the breaker.
const WINDOW: usize = 20;

/// Calls let through on trial after [`OPEN`], before it closes or opens again.
const TRIAL: usize = 3;

/// The share of failed calls at which it opens.
const FAILURES: f32 = 0.5;

/// How long nothing is tried once it is open.
const OPEN: Duration = Duration::from_secs(10);

/// One per service, shared by all who call it.
#[derive(Debug, Clone)]
pub struct Breaker {
    book: Arc<Mutex<Book>>,
    open: Duration,
}

#[derive(Debug)]
struct Book {
    recloser: AsyncRecloser,
    phase: Phase,
    since: Timestamp,
    /// When open: until when nothing is tried.
    until: Instant,
    until_at: Timestamp,
    /// Calls under way.
    calling: usize,
    /// When half open: results so far.
    results: usize,
}

impl Default for Breaker {
    fn default() -> Self {
        Self::opening_for(OPEN)
    }
}

impl Breaker {
    /// As the default, but trying again after `open`.
    pub fn opening_for(open: Duration) -> Self {
        let book = Book {
            recloser: recloser(open),
            phase: Phase::Closed,
            since: now(),
            until: Instant::now(),
            until_at: now(),
            calling: 0,
            results: 0,
        };
        Self { book: Arc::new(Mutex::new(book)), open }
    }

    /// Forgets what it has seen: everybody may call again. If nothing has changed, it opens again after as many failures
    /// as the first time.
    pub fn close(&self) {
        self.book().recloser = recloser(self.open);
        self.enter(Phase::Closed);
    }

    /// When open: until when nothing is tried. In the past: until somebody wants to call.
    pub fn tries_again_at(&self) -> Option<Timestamp> {
        let book = self.book();
        (book.phase == Phase::Open).then_some(book.until_at)
    }

    /// The phase, and since when it lasts.
    pub fn phase(&self) -> (Phase, Timestamp) {
        let book = self.book();
        (book.phase, book.since)
    }

    /// How long calls would be refused for, if they would be.
    pub fn refuses(&self) -> Option<Duration> {
        let book = self.book();
        let (left, is_trial_full) = (book.until.checked_duration_since(Instant::now()), book.calling > TRIAL);
        match book.phase {
            Phase::Closed => None,
            Phase::Open => left.or(is_trial_full.then_some(self.open / 10)),
            Phase::HalfOpen => is_trial_full.then_some(self.open / 10),
        }
    }

    /// Runs `work` unless the service is known to be down. Only [`Error::Unavailable`] counts against the service.
    ///
    /// # Errors
    /// Those of `work`; `TooBusy` at once while the breaker is open, with the time until it tries again.
    pub async fn call<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        if let Some(after) = self.refuses() {
            return Err(Error::TooBusy { after });
        }
        let calling = Calling::begin(&self.book);
        let counts = |error: &Error| matches!(error, Error::Unavailable { .. });
        let recloser = self.book().recloser.clone();
        let outcome = recloser.call_with(counts, work).await;
        drop(calling);
        match outcome {
            Err(recloser::Error::Rejected) => {
                self.enter(Phase::Open);
                Err(Error::TooBusy { after: self.refuses().unwrap_or(self.open) })
            }
            outcome => {
                self.follow();
                outcome.map_err(|error| match error {
                    recloser::Error::Inner(error) => error,
                    recloser::Error::Rejected => Error::TooBusy { after: self.open },
                })
            }
        }
    }

    /// Notes what a result has made of the phase. A call that never ends is asked for and given up: whether it would
    /// have been let through tells the phase, and nothing is counted.
    fn follow(&self) {
        let never = std::future::pending::<Result<(), Error>>();
        let recloser = self.book().recloser.clone();
        let is_open = matches!(recloser.call(never).now_or_never(), Some(Err(recloser::Error::Rejected)));
        let phase = {
            let mut book = self.book();
            match book.phase {
                _ if is_open => Phase::Open,
                Phase::Closed => Phase::Closed,
                Phase::Open | Phase::HalfOpen => {
                    book.results += 1;
                    // The ring of results has to be full once before it decides.
                    if book.results > TRIAL { Phase::Closed } else { Phase::HalfOpen }
                }
            }
        };
        self.enter(phase);
    }

    fn enter(&self, phase: Phase) {
        let mut book = self.book();
        if book.phase == phase {
            return;
        }
        if phase == Phase::Open {
            book.until = Instant::now() + self.open;
            book.until_at = now() + self.open;
        }
        if phase != Phase::HalfOpen {
            book.results = 0;
        }
        book.phase = phase;
        book.since = now();
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn recloser(open: Duration) -> AsyncRecloser {
    let recloser = Recloser::custom()
        .closed_len(WINDOW)
        .half_open_len(TRIAL)
        .error_rate(FAILURES)
        .open_wait(open)
        .build();
    recloser.into()
}

/// Counts a call for as long as it lasts, also when it is cut off.
struct Calling<'a>(&'a Mutex<Book>);

impl<'a> Calling<'a> {
    fn begin(book: &'a Mutex<Book>) -> Self {
        book.lock().unwrap_or_else(PoisonError::into_inner).calling += 1;
        Self(book)
    }
}

impl Drop for Calling<'_> {
    fn drop(&mut self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).calling -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fail(breaker: &Breaker) -> Error {
        let call = breaker.call::<()>(async { Err(Error::unavailable("bank", "down")) });
        call.await.expect_err("the call fails")
    }

    async fn open(breaker: &Breaker) {
        for _ in 0..=WINDOW {
            assert!(matches!(fail(breaker).await, Error::Unavailable { .. }));
        }
        assert_eq!(breaker.phase().0, Phase::Open);
    }

    const SHORT: Duration = Duration::from_millis(300);

    async fn wait_for_trial(breaker: &Breaker) {
        while breaker.refuses().is_some() {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn it_opens_after_a_window_of_failures_and_says_for_how_long() {
        let breaker = Breaker::default();
        open(&breaker).await;
        let called = breaker.call(async { Ok(()) }).await;
        assert!(matches!(called, Err(Error::TooBusy { after }) if after <= OPEN && after > OPEN / 2));
    }

    #[tokio::test]
    async fn closed_by_hand_it_lets_all_call_and_opens_again_only_after_a_window_of_failures() {
        let breaker = Breaker::default();
        assert_eq!(breaker.tries_again_at(), None);
        for _ in 0..2 {
            open(&breaker).await;
            let again = breaker.tries_again_at().expect("it is open");
            assert!(again > now() + OPEN / 2 && again <= now() + OPEN);
            breaker.close();
            assert_eq!((breaker.phase().0, breaker.refuses()), (Phase::Closed, None));
        }
        for _ in 0..WINDOW {
            assert!(breaker.call(async { Ok(()) }).await.is_ok());
        }
    }

    #[tokio::test]
    async fn refusals_do_not_open_it() {
        let breaker = Breaker::default();
        for _ in 0..WINDOW * 3 {
            let refused = breaker.call::<()>(async { Err(Error::refused("no", "no")) }).await;
            assert!(matches!(refused, Err(Error::Refused { .. })));
        }
        assert!(breaker.call(async { Ok(()) }).await.is_ok());
        assert_eq!(breaker.phase().0, Phase::Closed);
    }

    #[tokio::test]
    async fn after_a_while_a_few_calls_on_trial_close_it_or_open_it_again() {
        let breaker = Breaker::opening_for(SHORT);
        open(&breaker).await;
        wait_for_trial(&breaker).await;
        for _ in 0..TRIAL {
            assert!(breaker.call(async { Ok(()) }).await.is_ok());
            assert_eq!(breaker.phase().0, Phase::HalfOpen);
        }
        assert!(breaker.call(async { Ok(()) }).await.is_ok());
        assert_eq!(breaker.phase().0, Phase::Closed);

        open(&breaker).await;
        wait_for_trial(&breaker).await;
        for _ in 0..=TRIAL {
            fail(&breaker).await;
        }
        assert_eq!(breaker.phase().0, Phase::Open);
    }

    #[tokio::test]
    async fn on_trial_only_a_few_call_at_once() {
        let breaker = Breaker::opening_for(SHORT);
        open(&breaker).await;
        wait_for_trial(&breaker).await;
        let hanging: Vec<_> = (0..=TRIAL)
            .map(|_| {
                let breaker = breaker.clone();
                tokio::spawn(async move { breaker.call(std::future::pending::<Result<()>>()).await })
            })
            .collect();
        while breaker.book().calling <= TRIAL {
            tokio::task::yield_now().await;
        }
        assert!(matches!(breaker.call(async { Ok(()) }).await, Err(Error::TooBusy { .. })));
        for call in &hanging {
            call.abort();
        }
        for call in hanging {
            assert!(call.await.is_err());
        }
        assert!(breaker.call(async { Ok(()) }).await.is_ok());
    }
}
