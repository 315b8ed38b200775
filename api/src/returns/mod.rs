//! What customers send back: asking for it, and what staff make of it.

mod endpoints;
mod schema;
mod staff;

pub use endpoints::Returns;
pub use staff::ReturnDesk;
