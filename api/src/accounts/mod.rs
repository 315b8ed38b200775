//! Registering, logging in and out, and one's own profile.

mod addresses;
mod auth;
mod data_exports;
mod me;
mod proofs;
mod schema;
mod second_factor;
mod sessions;
mod transport;
mod wishes;

pub use addresses::Addresses;
pub use auth::Auth;
pub use data_exports::DataExports;
pub use me::Me;
pub use proofs::Proofs;
pub use schema::Role;
pub use second_factor::SecondFactors;
pub use sessions::Sessions;
pub use wishes::Wishes;
