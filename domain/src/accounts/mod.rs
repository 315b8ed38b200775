//! Accounts: who can log in, with what password, for how long, and what they may do.
//!
//! Passwords and refresh tokens are kept as hashes only. Access tokens are made and read by `api`; here are only the
//! keys that sign them.

mod access;
mod authenticate;
mod change_password;
mod ensure_user;
pub mod passwords;
mod permission;
mod profile;
mod register;
pub mod roles;
pub mod sessions;
pub mod signing_keys;
pub mod staff;

pub use access::{ADMIN, Access, access, allowed, permissions_of, roles_of};
pub use authenticate::authenticate;
pub use change_password::{PasswordChange, change_password};
pub use ensure_user::{ensure_user, set_role};
pub use permission::{Permission, Permissions};
pub use profile::{ProfileChange, profile, update_profile};
pub use register::{NewUser, Registration, check_email, normalize_email, prepare, register};
pub use sessions::prune as prune_tokens;
