//! Accounts: who can log in, with what password, for how long, and what they may do.
//!
//! Passwords and refresh tokens are kept as hashes only. Access tokens are made and read by `api`; here are only the
//! keys that sign them.

mod access;
pub mod addresses;
pub mod api_keys;
mod authenticate;
mod change_password;
pub mod customers;
mod ensure_user;
mod name;
pub mod own_data;
pub mod passwords;
mod permission;
mod profile;
pub mod proofs;
mod register;
pub mod roles;
pub mod second_factor;
pub mod sessions;
pub mod signing_keys;
pub mod staff;
mod throttle;
pub mod wishes;

pub use access::{ADMIN, Access, access, allowed, permissions_of, roles_of};
pub use change_password::{PasswordChange, change_password};
pub use ensure_user::{ensure_user, set_role};
pub use name::name_of;
pub use permission::{Permission, Permissions};
pub use profile::{ProfileChange, profile, update_profile};
pub use register::{NewUser, Registration, check_email, normalize_email, prepare, prepare_invited, register};
pub use throttle::log_in;

use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::Store;

/// Deletes what expired or was revoked before `before`: sessions, the requests of mails with
/// tokens, and failed log-ins. Returns how many.
pub async fn prune_tokens(store: &Store, before: Timestamp) -> Result<u64> {
    let attempts = throttle::prune(store, before).await?;
    Ok(sessions::prune(store, before).await? + proofs::prune(store, before).await? + attempts)
}
