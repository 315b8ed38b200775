//! Sending webhooks: signed, bounded in time and size, and only to addresses to which they may go.
//!
//! What is sent to whom, and what follows from the answer, is decided in `domain::webhooks`.

mod address;
mod gate;
mod resolver;
mod sender;
mod sign;

pub use sender::HttpSender;
