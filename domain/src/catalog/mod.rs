//! What is sold: categories, products, variants and their pictures.

mod cache;
mod for_sale;

pub use cache::{Cache, Cached, Fill};
pub use for_sale::{ForSale, variants_for_sale};
