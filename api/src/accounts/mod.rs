//! Registering, logging in and out, and one's own profile.

mod auth;
mod me;
mod schema;

pub use auth::Auth;
pub use me::Me;
pub use schema::Role;
