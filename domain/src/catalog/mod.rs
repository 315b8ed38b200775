//! What is sold: categories, products, variants and their pictures.

mod cache;

pub use cache::{Cache, Cached, Fill};
