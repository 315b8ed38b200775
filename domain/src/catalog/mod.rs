//! What is sold: categories, products, variants and their pictures.
//!
//! Prices include tax. Picture files are the caller's business: here are only their rows.

mod cache;
pub mod categories;
mod for_sale;
pub mod images;
pub mod import;
pub mod limits;
pub mod products;
mod slug;
mod touch;
pub mod variants;

pub use cache::{Cache, Cached, Fill};
pub use for_sale::{ForSale, variants_for_sale};
pub(crate) use touch::next_version;
pub use touch::touch;
