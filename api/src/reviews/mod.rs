//! What customers say about products: for everybody, for themselves, and for staff.

mod endpoints;
mod schema;
mod staff;
mod summaries;

pub use endpoints::Reviews;
pub use staff::ReviewDesk;
pub use summaries::ReviewSummaries;
