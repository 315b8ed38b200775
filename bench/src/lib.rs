//! What the measuring programs share: an HTTP client, many clients at once, percentiles, and a server
//! process that they may start and kill.
//!
//! It shares no code with what it measures: everything goes over HTTP or through the command line.

mod client;
mod crowd;
mod percentiles;
mod server;

pub use client::{CallError, Client, Request};
pub use crowd::crowd;
pub use percentiles::Percentiles;
pub use server::Server;
