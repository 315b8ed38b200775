//! The shop's own shipping methods: those in the database, and as long as there are none the configured flat ones.

mod delete;
mod list;
mod offered;
mod save;

pub use delete::delete;
pub use list::{Filter, find, list};
pub use offered::{Method, offered};
pub use save::{Terms, create, replace};
