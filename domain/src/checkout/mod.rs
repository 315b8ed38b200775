//! What a cart costs for whom and where, and what stands against ordering it.
//!
//! The cart's view, the prices of shipping and the order itself all come from [`quote`], so what a cart shows is what its
//! order costs. It reads what [`crate::pricing`] needs and changes nothing.

mod problems;
mod quote;

pub use problems::{Problem, ProblemCode};
pub use quote::{Ask, Chosen, CodeState, Offer, Quote, Way, quote};
