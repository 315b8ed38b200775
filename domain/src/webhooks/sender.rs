//! The port through which webhooks leave.

use std::time::Duration;

use async_trait::async_trait;
use uuid::Uuid;

use crate::clock::Timestamp;
use crate::error::Result;

/// A webhook, ready to be signed and sent.
#[derive(Clone)]
pub struct Message {
    pub endpoint_id: Uuid,
    pub url: String,
    /// The same for every attempt, so that the receiver can tell a repetition.
    pub id: Uuid,
    /// Of this attempt, Unix seconds.
    pub timestamp: i64,
    pub body: String,
    /// Each makes a signature: two while a secret is being exchanged.
    pub secrets: Vec<String>,
}

/// What came of one attempt.
#[derive(Debug, Clone)]
pub struct Attempt {
    pub started_at: Timestamp,
    pub took: Duration,
    /// `None` when no answer came.
    pub status: Option<u16>,
    /// The beginning of the answer's body, at most a kilobyte.
    pub answer: String,
    /// Why no answer came.
    pub error: Option<String>,
    /// What the receiver asked for in `Retry-After`.
    pub retry_after: Option<Duration>,
}

impl Attempt {
    pub fn succeeded(&self) -> bool {
        self.status.is_some_and(|status| (200..300).contains(&status))
    }

    /// What went wrong, in a few words.
    pub fn problem(&self) -> String {
        match (&self.error, self.status) {
            (Some(error), _) => error.clone(),
            (None, Some(status)) => format!("it answered {status}"),
            (None, None) => "it did not answer".to_owned(),
        }
    }
}

#[async_trait]
pub trait Sender: Send + Sync {
    /// Says whether webhooks may go to this address, as far as it shows without asking anyone. Returns it in the form
    /// in which it is used.
    ///
    /// # Errors
    /// `Invalid` with the field `url`.
    fn check(&self, url: &str) -> Result<String>;

    /// Sends it once. Whatever the receiver does is an [`Attempt`].
    ///
    /// # Errors
    /// `TooBusy` when enough is under way to this endpoint already; nothing was sent then.
    async fn send(&self, message: &Message) -> Result<Attempt>;
}
