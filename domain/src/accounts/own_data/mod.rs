//! All that the shop keeps about a customer, as one JSON file for themselves.
//!
//! They ask for it ([`ask`]), a job writes it into the storage piece by piece ([`write`], [`ready`], [`fail`]), so that
//! nobody holds a whole one in memory, a mail tells, and some days later it is gone ([`prune`]). No hashes, tokens or
//! secrets are in it, and nothing that staff wrote for each other
//! ([0073](../../../../docs/decisions/0073-own-data-by-a-job.md)).

mod ask;
mod document;
mod find;
mod gather;
mod history;
mod orders;
mod prune;
mod write;

pub use ask::ask;
pub(crate) use find::is_there;
pub use find::{file, find, list};
pub use prune::prune;
pub use write::{Written, fail, ready, write};

use chrono::TimeDelta;
use uuid::Uuid;

/// How long the file is there.
pub const KEPT: TimeDelta = TimeDelta::days(7);

/// Rows that are read at once.
const CHUNK: u64 = 200;

/// Where that run of the job writes the file, in parts of the storage.
fn file_key(id: Uuid, generation: i32) -> String {
    format!("data-exports/{id}/{generation}/my-data.json")
}
