//! Orders: placing, following, paying, cancelling, sending and refunding them.

mod addresses;
mod endpoints;
mod history;
mod order;
mod requests;
mod staff;
mod states;
mod summary;
mod timeline;

pub use endpoints::Orders;
pub use history::Histories;
pub use staff::Fulfilments;
pub use timeline::{JobAttempt, Timelines};
