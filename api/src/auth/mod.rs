//! Who asks, and what they may do: access tokens, and the extractors that endpoints name in their signatures.
//!
//! Put the extractor first: arguments are read in order, so a stranger is turned away before the body is looked at.
//! Log-in itself is the business of `domain::accounts`.

mod access;
mod cart_token;
mod customer;
mod keys;
mod permission;
mod ring_provider;

pub use access::LiveAccess;
pub use cart_token::CartToken;
pub use customer::{Caller, Customer, MaybeCustomer};
pub use keys::{AccessToken, Keys};
pub use permission::*;
