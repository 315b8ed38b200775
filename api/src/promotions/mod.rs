//! Promotions, for staff; and how discounts look wherever there are some.

mod discount;
mod endpoints;
mod request;
mod schema;

pub use discount::Discount;
pub use endpoints::Promotions;
