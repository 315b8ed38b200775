//! Carts, of guests and of customers.

mod endpoints;
mod schema;

pub use endpoints::{Carts, key};
