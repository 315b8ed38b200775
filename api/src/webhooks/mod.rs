//! Webhooks to merchants: where they go, and what became of them.

mod deliveries;
mod endpoints;
mod schema;

pub use deliveries::Deliveries;
pub use endpoints::Endpoints;
