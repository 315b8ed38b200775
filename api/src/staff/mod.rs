//! Staff: roles, and who has them; and the people whom staff serve.

mod customers;
mod members;
mod roles;
mod schema;

pub use customers::Customers;
pub use members::Staff;
pub use roles::Roles;
