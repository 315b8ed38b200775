//! The ring around every request, and what the process says about itself.

mod browsers;
mod limits;
mod operations;
mod problems;
mod tracing;
mod transfer;
