//! What people are written, and how it leaves the house.

mod mailbox;
mod server;
mod smtp;
