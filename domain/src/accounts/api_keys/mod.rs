//! Keys with which machines ask. A key has scopes, which are permissions, and nothing else: it is nobody's session and
//! has no cart. It is shown once; only its hash is kept.

mod create;
mod list;
mod revoke;

pub use create::{NewKey, create};
pub use list::{find, list, note_use};
pub use revoke::revoke;

use entity::api_key;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Permissions;
use crate::audit::Facts;

/// How every key begins, so that it is told from an access token, and found where it should not be.
pub const PREFIX: &str = "pdk_";

impl Facts for api_key::Model {
    fn id(&self) -> Uuid {
        self.id
    }

    fn facts(&self) -> Value {
        json!({
            "name": self.name,
            "prefix": self.prefix,
            "scopes": self.scopes,
            "expires_at": self.expires_at,
            "revoked_at": self.revoked_at,
        })
    }
}

/// What the key allows.
pub fn scopes(key: &api_key::Model) -> Permissions {
    Permissions::from_names(key.scopes.as_array().into_iter().flatten().filter_map(Value::as_str))
}

/// The key has 256 bits of its own, so one round without salt is enough.
pub fn hash(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}
