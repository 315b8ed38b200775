//! What people are written, and how it leaves the house.

mod mailbox;
pub mod server;
mod smtp;
