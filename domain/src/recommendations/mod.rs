//! Recommendations: products to show beside others, each with the reason why.
//!
//! All of it is read from the catalogue and from the sums over purchases that events keep (`read_models`); nothing is
//! learned by a model, and nothing is kept about who looked at what. Each kind has its own source of candidates and falls
//! back on the next one ([`recommend`]), down to the newest products, so that a shop with products always has some to show.

mod candidate;
mod popular;
mod recommend;
mod seeds;
mod similar;
mod together;

pub use candidate::{Reason, Recommended};
pub use recommend::{Kind, MAX_LIMIT, MAX_PRODUCTS, Wish, of_product, recommend};
