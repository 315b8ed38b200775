//! The port through which tickets reach workers: Redis or a channel in the process, see `platform`.

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Queue;
use crate::error::Result;

/// "There is something to do." Carries no data, so a lost, doubled or stale ticket does no harm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ticket {
    /// Publish what is in the outbox.
    Flush,
    /// Claim this row of the ledger and run it.
    Run { job_id: Uuid, kind: String, queue: String },
}

impl Ticket {
    pub fn queue(&self) -> &str {
        match self {
            Self::Flush => Queue::Outbox.as_str(),
            Self::Run { queue, .. } => queue,
        }
    }
}

#[async_trait]
pub trait Transport: Send + Sync {
    /// Hands the tickets over, all at once if the transport can.
    ///
    /// # Errors
    /// `Unavailable` when it cannot; the ledger then sends them again later.
    async fn push(&self, tickets: &[Ticket]) -> Result<()>;

    /// True once after the transport lost what it carried, as far as it can tell.
    async fn was_wiped(&self) -> bool;

    /// Tickets that wait in the given queue.
    async fn depth(&self, queue: Queue) -> Result<u64>;

    /// Whether it answers, within a second.
    async fn is_up(&self) -> bool;
}
