//! What goes in and out of endpoints, beyond what poem-openapi brings.

mod cached_json;
mod valid_json;

pub use cached_json::CachedJson;
pub use valid_json::{ValidJson, present};
