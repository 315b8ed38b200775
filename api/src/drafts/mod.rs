//! What models draft for staff, and what staff make of it.

mod drafter;
mod endpoints;
mod requests;
mod schema;

pub use endpoints::Drafts;
