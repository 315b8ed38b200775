//! Staff: roles, and who has them.

mod members;
mod roles;
mod schema;

pub use members::Staff;
pub use roles::Roles;
