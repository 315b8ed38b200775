//! Asking language models, within a budget, with somebody to fall back on, and with a book of every call.
//!
//! Nothing here knows a vendor: `platform` implements [`ChatModel`]. Nothing here asks within a transaction. What is said to
//! a model and what it says is in no table and no log; what it cost is.

mod ask;
mod ask_for;
mod book;
mod budget;
mod chat;
mod model;
mod purpose;
mod reading;

pub use ask::Models;
pub use ask_for::Made;
pub use book::prune_calls;
pub use budget::{Spent, spent_on};
pub use chat::{Answer, ChatRequest, Message, Stop, ToolCall, ToolSpec, Usage};
pub use model::{ChatModel, Piece, Pieces};
pub use purpose::{Link, Purpose, PurposeSettings};
pub use reading::Schema;
