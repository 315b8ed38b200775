//! Files of products and orders, written in the background.

mod endpoints;
mod exporter;
mod schema;

pub use endpoints::Exports;
