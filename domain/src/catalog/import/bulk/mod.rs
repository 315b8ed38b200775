//! Importing products in the background: a file is kept, cut into chunks, and each chunk is a job; together they are a
//! batch, whose completion job sums up.
//!
//! The meaning is that of [`import_csv`](super::import_csv), and of [`import_lines`](super::lines::import_lines) for a file of
//! JSON lines, which is read twice. Cutting reads the whole file in its order, so a sku stands once
//! in it and the rows of a product do not contradict each other, however far apart they are. All rows of a product are
//! in one chunk, in their order, so that no two jobs make the same product. A chunk is applied in transactions of a few
//! hundred rows, each of which records how far it came and what came of its rows; whoever repeats it goes on from there.

mod accept;
mod apply_chunk;
mod cut;
mod cut_lines;
mod finish;
mod keys;
mod look;
mod prune;
mod refusals;
mod source;

pub use accept::{accept, announce, check_header, withdraw};
pub use apply_chunk::apply_chunk;
pub use cut::{Plan, cut, planned};
pub use finish::finish;
pub use keys::upload as upload_key;
pub use look::{Import, find, list};
pub use prune::prune;

use serde::{Deserialize, Serialize};

use super::row::Row;

/// The kind of the batch.
pub const BATCH: &str = "products.import";

/// A row on its way into the catalogue, and its text for those who have to mend it.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    row: Row,
    text: String,
}

/// What came of the rows of a chunk so far, and how far it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Tally {
    segment: u32,
    /// Of the segment.
    rows: usize,
    created: u64,
    updated: u64,
    unchanged: u64,
    refused: u64,
}

/// One count of all chunks together.
fn total(tallies: &[Tally], of: fn(&Tally) -> u64) -> i64 {
    i64::try_from(tallies.iter().map(of).sum::<u64>()).unwrap_or(i64::MAX)
}
