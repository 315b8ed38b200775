//! The wording of every mail, by golden files, and the conversation with a mail server.

#![allow(clippy::unwrap_used)]

mod golden;
mod own;
mod smtp;
