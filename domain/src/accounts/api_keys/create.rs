//! Making a key.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use entity::api_key;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{PREFIX, hash};
use crate::accounts::access::{begin, require_within};
use crate::accounts::roles::{check_text, known};
use crate::audit::{self, Action, Actor};
use crate::clock::{Timestamp, now};
use crate::error::{Error, FieldError, Result};
use crate::events::{self, Event};
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct NewKey {
    pub name: String,
    /// Names of permissions.
    pub scopes: Vec<String>,
    /// `None`: until it is revoked.
    pub expires_at: Option<Timestamp>,
}

/// The row and the key itself, which is nowhere else.
///
/// # Errors
/// `Invalid` with all that is wrong; Refused `beyond_own_permissions`, also for every key that a key would make.
pub async fn create(txn: &Txn, by: Actor, new: NewKey) -> Result<(api_key::Model, String)> {
    let own = begin(txn, by).await?;
    let (name, now) = (new.name.trim().to_owned(), now());
    let scopes = known("scopes", &new.scopes);
    let expiry = match new.expires_at {
        Some(at) if at <= now => {
            Err(FieldError { field: "expires_at".into(), message: "must be in the future".into() })
        }
        _ => Ok(()),
    };
    let wrong: Vec<FieldError> = [check_text("name", &name, 100, false), scopes.clone().map(|_| ()), expiry]
        .into_iter()
        .filter_map(Result::err)
        .collect();
    let scopes = match scopes {
        Ok(scopes) if wrong.is_empty() => scopes,
        _ => return Err(Error::Invalid(wrong)),
    };
    require_within(own, scopes)?;
    let secret = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()));
    let row = api_key::ActiveModel {
        id: Set(Uuid::now_v7()),
        name: Set(name),
        prefix: Set(secret.chars().take(PREFIX.len() + 6).collect()),
        key_hash: Set(hash(&secret)),
        scopes: Set(json!(scopes.names())),
        created_by: Set(by.id()),
        created_at: Set(now),
        expires_at: Set(new.expires_at),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    let key = api_key::Entity::insert(row).exec_with_returning(txn).await?;
    audit::created(txn, Action::ApiKeyCreate, &key).await?;
    events::record(txn, &Event::ApiKeyChanged { key_id: key.id }, 1).await?;
    Ok((key, secret))
}
