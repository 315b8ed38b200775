//! The circuit breaker in front of each outside service: when most calls fail, the next ones are not even tried.
//!
//! It only decides whether to call. Retrying belongs to the ledger, and for a lost connection to [`crate::outbound`].

use std::future::Future;
use std::time::Duration;

use domain::{Error, Result};
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
    service: &'static str,
    recloser: AsyncRecloser,
}

impl Breaker {
    /// `service` names it in errors.
    pub fn new(service: &'static str) -> Self {
        let recloser = Recloser::custom()
            .closed_len(WINDOW)
            .half_open_len(TRIAL)
            .error_rate(FAILURES)
            .open_wait(OPEN)
            .build();
        Self { service, recloser: recloser.into() }
    }

    /// Runs `work` unless the service is known to be down. Only [`Error::Unavailable`] counts against the service.
    ///
    /// # Errors
    /// Those of `work`; `Unavailable` at once while the breaker is open.
    pub async fn call<T>(&self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let counts = |error: &Error| matches!(error, Error::Unavailable { .. });
        let outcome = self.recloser.call_with(counts, work).await;
        // Stays as it was until the next call: nobody knows better before.
        let is_open = matches!(outcome, Err(recloser::Error::Rejected));
        metrics::gauge!("penden_breaker_open", "service" => self.service).set(f64::from(u8::from(is_open)));
        match outcome {
            Ok(value) => Ok(value),
            Err(recloser::Error::Inner(error)) => Err(error),
            Err(recloser::Error::Rejected) => Err(Error::unavailable(
                self.service,
                "its circuit breaker is open: too many calls failed lately",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn fail(breaker: &Breaker) -> String {
        let call = breaker.call::<()>(async { Err(Error::unavailable("bank", "down")) });
        call.await.expect_err("the call fails").chain()
    }

    #[tokio::test]
    async fn it_opens_after_a_window_of_failures_and_then_does_not_call_any_more() {
        let breaker = Breaker::new("bank");
        for _ in 0..=WINDOW {
            assert_eq!(fail(&breaker).await, "bank did not answer: down");
        }
        assert!(fail(&breaker).await.contains("circuit breaker is open"));
        let called = breaker.call(async { Ok(()) }).await;
        assert!(matches!(called, Err(Error::Unavailable { service: "bank", .. })));
    }

    #[tokio::test]
    async fn refusals_do_not_open_it() {
        let breaker = Breaker::new("bank");
        for _ in 0..WINDOW * 3 {
            let refused = breaker.call::<()>(async { Err(Error::refused("no", "no")) }).await;
            assert!(matches!(refused, Err(Error::Refused { .. })));
        }
        assert!(breaker.call(async { Ok(()) }).await.is_ok());
    }
}
