//! Providers outside: how often all processes together may call each, and what every process has seen of them.
//!
//! It calls nobody. `platform` takes a slot before each call, and notes how the calls went.

mod close;
mod slot;
mod state;

pub use close::{request_close, take_close};
pub use slot::{Rate, Slot, forget, of_endpoint, prepare, take_slot};
pub use state::{Limit, Phase, ProviderState, SILENT_AFTER, Seen, note, prune, state};
