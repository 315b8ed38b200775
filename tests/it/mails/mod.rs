//! What people are written, and how it leaves the house.

mod mailbox;
mod reminders;
pub mod server;
mod smtp;
mod templates;
