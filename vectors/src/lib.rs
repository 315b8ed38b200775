//! Vectors in memory, small enough for a million of them, and which of them are nearest to one.
//!
//! A number is kept as a byte, and its sign once more as a bit. Among few vectors all are compared; among many those are that
//! agree with the question in most signs. It knows no text, no product and no database.

mod alike;
mod near;
mod table;

pub use alike::Alike;
pub use near::Near;
pub use table::{Packed, Table};
