//! What goes in and out of endpoints, beyond what poem-openapi brings.

mod address;
mod cached_json;
mod csv;
pub mod cursor;
mod idempotency_key;
mod movable;
mod sort;
mod text;
mod valid_json;

pub use address::Address;
pub use cached_json::{CachedJson, names};
pub use csv::{Csv, is_json_lines};
pub use idempotency_key::{IdempotencyKey, OptionalKey};
pub use movable::Movable;
pub use sort::Sort;

pub use text::{email_address, known_country, lines, one_line};
pub use valid_json::{ValidJson, object, objects, present, present_object};
