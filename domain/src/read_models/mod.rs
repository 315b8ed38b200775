//! Read models: tables made from events alone, disposable, rebuilt by command.
//!
//! A projection reads the events of an aggregate that its row has not seen, in version order, and writes the row only if
//! that brings it forward. So a job that comes twice, late or out of order does no harm, and a rebuild is the same code
//! on an empty table.

pub mod history;
mod model;
mod order;
mod progress;
pub(crate) mod purchases;
mod rebuild;
mod replay;
pub mod sales;
mod shadow;
mod source;
mod tallies;

pub use model::ReadModel;
pub use order::{SEARCH, order_rebuild};
pub use progress::{SILENCE, prune_rebuilds, rebuilds};
pub use rebuild::{Progress, rebuild};
pub use replay::{
    Archive, NewReplay, archived_for_replay, find_replay, orders_to_plan, plan, project_again, replay,
    replays,
};
