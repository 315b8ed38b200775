//! The assistant for shoppers: a model that answers with what tools tell it.
//!
//! What the model may see and do is decided in the [tools](tools), by who the visitor is, and never by the words it is told:
//! whoever makes it say or ask for anything, gets no further than the visitor could without it. Tools read what the visitor
//! may read. None of them changes anything: the cart is changed by the page, after a click, through the endpoint that
//! changes it anyway.
//!
//! Nothing of a conversation is kept here. The page remembers it as long as the visit lasts, and sends it along.

mod citations;
mod converse;
mod moment;
mod tools;
mod visitor;

pub use converse::converse;
pub use moment::{Moment, Proposal, Trouble};
pub use tools::{Bench, specs};
pub use visitor::{Turn, Visitor, check};

/// Messages of a visit that the model is told, the newest.
pub const TURNS: usize = 20;
/// Characters of a message.
pub const MESSAGE: usize = 2_000;
/// Of all messages together.
pub const CONVERSATION: usize = 16_000;
