//! Events: what happened, written in the transaction in which it happened.
//!
//! An event row is the outbox entry as well. [`flush`] turns unpublished events into jobs by the routing table; read
//! models are projected from the log. Within an aggregate versions run 1, 2, 3 … without gaps, because they are taken
//! under the row lock of the aggregate.

pub mod archive;
mod event;
mod flush;
mod log;
pub mod partitions;
mod reader;
mod record;
mod routing;

pub use event::{Aggregate, Event, OrderPlaced, PlacedLine};
pub use flush::{FLUSH_BATCH, flush, is_waiting};
pub use log::Log;
pub(crate) use log::{Recorded, merge, ordered};
pub(crate) use reader::Reader;
pub(crate) use record::{decode, decode_parts, record_all};
pub use record::{of_aggregate, record};
pub use routing::jobs_for;
