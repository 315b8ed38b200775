//! What is sold: categories, products, variants and their pictures.
//!
//! Prices include tax. Picture files are the caller's business: here are only their rows.

pub mod attributes;
pub mod brands;
mod by_name;
mod cache;
pub mod categories;
pub mod codes;
pub mod collections;
mod for_sale;
mod former_slugs;
pub mod images;
pub mod import;
pub mod limits;
pub mod listed;
pub mod products;
pub mod related;
mod seo;
mod slug;
pub mod tags;
mod touch;
pub mod translations;
pub mod variants;
mod visible;

pub use cache::{Cache, Cached, Fill};
pub use for_sale::{ForSale, variants_for_sale};
pub use seo::{Seo, SeoChange};
pub(crate) use slug::is_slug;
pub(crate) use touch::next_version;
pub use touch::{touch, touch_of_variant};
pub(crate) use visible::condition as published;
pub use visible::{is_visible, next_change};
