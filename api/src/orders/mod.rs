//! Orders: placing, following, paying, cancelling, sending and refunding them.

mod endpoints;
mod history;
mod schema;
mod staff;

pub use endpoints::Orders;
pub use history::Histories;
pub use staff::Fulfilments;
