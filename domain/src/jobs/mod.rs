//! The ledger: every job is a row from the moment it is promised until long after it is done.
//!
//! A transport only carries tickets, which say "look at this row". Losing tickets costs time, never a job; a ticket
//! too many finds nothing to claim. The ledger alone decides about retries.

mod attempts;
pub mod batches;
mod cancel;
mod cancel_many;
mod chains;
mod claim;
mod dead;
mod enqueue;
mod finish;
mod inspect;
mod intervene;
mod job;
mod keys;
mod lag;
mod lease;
mod order;
mod pace;
mod pauses;
pub mod processes;
mod prune;
mod queues;
mod redrive;
mod resend;
mod search;
mod told_to_wait;
mod transport;

pub use attempts::{Attempt, AttemptOutcome, attempts};
pub use cancel::{Cancellation, cancel, cut_off};
pub use cancel_many::{BulkCancellation, cancel_all};
pub use claim::{Claimed, claim, claim_for};
pub use dead::{DeadFilter, DeadGroup, dead, dead_groups};
pub use enqueue::{NewJob, enqueue_all, enqueue_at};
pub use finish::{
    complete, complete_all, complete_together, fail, finish_all, hand_back, hand_back_all, record_result,
};
pub use inspect::{Overview, find, is_busy, overview, projected_until};
pub use intervene::{BULK_LIMIT, Bulk, discard, discard_all, edit_and_retry, retry, retry_all};
pub use job::{Job, Kind, Policy, QUEUES, Queue};
pub use keys::{discard_by_keys, has_key, waits_until};
pub use lag::oldest_due;
pub use lease::{Held, LEASE, extend_leases};
pub use order::order_of;
pub use pace::{By, Percentiles, Rate, Times, rates, times};
pub use pauses::{pause, pauses, resume};
pub use processes::{Presence, processes};
pub use prune::prune;
pub use queues::{Outbox, QueueDepth, depths, outbox};
pub use redrive::{REDRIVE_BATCH, TICKET_LEASE, orphan_running, redrive};
pub use resend::{RESEND_BATCH, resend};
pub use search::{JobFilter, jobs_that_match, search};
pub use told_to_wait::told_to_wait;
pub use transport::{Ticket, Transport};
