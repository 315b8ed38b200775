//! Texts as vectors: what means the same lies close together.
//!
//! Vectors of products are made by a job ([`refresh`]) and kept in the database; whoever looks for the nearest does so in
//! memory ([`Vectors`]). Without a model there are none, and everything works without.

mod embedder;
mod nearest;
mod refresh;
mod text;
mod vector;

pub use embedder::{Embedded, Embedder};
pub use nearest::{Near, Vectors};
pub use refresh::{Embedders, Refreshed, refresh};
