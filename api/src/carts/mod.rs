//! Carts, of guests and of customers.

mod cart;
mod endpoints;
mod schema;

pub use endpoints::{Carts, key};
