//! Answers in memory: bounded by weight and age, made once however many ask.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::catalog::Cached;
use domain::clock::now;
use domain::error::{Error, Result};
use moka::Expiry;
use moka::future::Cache;

/// What an entry costs beside its bytes.
const OVERHEAD: usize = 256;

pub(super) struct Answers {
    entries: Cache<String, Cached>,
}

impl Answers {
    pub(super) fn new(capacity_bytes: u64, lifetime: Duration) -> Self {
        let entries = Cache::builder()
            .weigher(|key: &String, answer: &Cached| {
                let bytes = key.len() + answer.body.len() + answer.etag.len() + OVERHEAD;
                u32::try_from(bytes).unwrap_or(u32::MAX)
            })
            .max_capacity(capacity_bytes)
            .time_to_live(lifetime)
            .expire_after(ByTheClock)
            .build();
        Self { entries }
    }

    /// The answer under `key`, or what `fill` makes. Everyone who asks meanwhile waits for the same `fill`; if it fails
    /// they get the same refusal; if it is dropped, the next one's `fill` runs.
    pub(super) async fn get_or_fill(
        &self,
        key: String,
        fill: impl Future<Output = Result<Cached>>,
    ) -> Result<Cached> {
        self.entries.try_get_with(key, fill).await.map_err(shared)
    }

    pub(super) fn clear(&self) {
        self.entries.invalidate_all();
    }
}

/// An answer that becomes wrong at a certain moment is not kept beyond it.
struct ByTheClock;

impl Expiry<String, Cached> for ByTheClock {
    fn expire_after_create(&self, _: &String, answer: &Cached, _: Instant) -> Option<Duration> {
        answer.until.map(|until| (until - now()).to_std().unwrap_or_default())
    }
}

/// One refusal for several callers. Causes become text, because they cannot be copied.
fn shared(error: Arc<Error>) -> Error {
    let error = match Arc::try_unwrap(error) {
        Ok(error) => return error,
        Err(shared) => shared,
    };
    match error.as_ref() {
        Error::NotFound { what } => Error::NotFound { what },
        Error::Refused { code, detail } => Error::Refused { code, detail: detail.clone() },
        Error::Conflict { code, detail } => Error::Conflict { code, detail: detail.clone() },
        Error::Invalid(fields) => Error::Invalid(fields.clone()),
        Error::Unauthenticated { code, detail } => Error::Unauthenticated { code, detail: detail.clone() },
        Error::TooBusy { after } => Error::TooBusy { after: *after },
        Error::Unavailable { service, cause, retry_after } => {
            Error::unavailable_for(service, cause.to_string(), *retry_after)
        }
        Error::LeaseLost => Error::LeaseLost,
        Error::Database(cause) => Error::Database(cause.clone()),
        Error::Corrupt(text) => Error::Corrupt(text.clone()),
    }
}
