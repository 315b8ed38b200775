//! Tokens: the id of a row and a keyed hash of it.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use entity::states::ProofPurpose;
use entity::{email_proof, signing_key};
use ring::hmac;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::accounts::signing_keys;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// The key with which tokens are made today.
pub(crate) async fn key(db: &impl ConnectionTrait) -> Result<signing_key::Model> {
    let keys = signing_keys::current(db).await?;
    keys.into_iter().next().ok_or_else(|| Error::Corrupt("there is no signing key".into()))
}

/// The token of the row: 64 characters, base64url.
pub(crate) fn token(key: &signing_key::Model, id: Uuid) -> Result<String> {
    let tag = hmac::sign(&hashing(key)?, &text(id));
    Ok(BASE64_URL_SAFE_NO_PAD.encode([id.as_bytes(), tag.as_ref()].concat()))
}

/// The row of a token that is genuine, not expired and not used yet; nothing else is looked at.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    token: &str,
    purposes: &[ProofPurpose],
) -> Result<email_proof::Model> {
    let id = genuine(db, token).await?;
    let row = email_proof::Entity::find_by_id(id).one(db).await?;
    row.filter(|row| is_good(row, purposes)).ok_or_else(invalid)
}

/// As [`find`], and uses the token up.
pub(super) async fn redeem(txn: &Txn, token: &str, purposes: &[ProofPurpose]) -> Result<email_proof::Model> {
    let id = genuine(txn, token).await?;
    let row = email_proof::Entity::find_by_id(id).lock_exclusive().one(txn).await?;
    let row = row.filter(|row| is_good(row, purposes)).ok_or_else(invalid)?;
    email_proof::Entity::update_many()
        .set(email_proof::ActiveModel { used_at: Set(Some(now())), ..Default::default() })
        .filter(email_proof::Column::Id.eq(id))
        .exec(txn)
        .await?;
    Ok(row)
}

/// The id in a token that was made with one of our keys.
async fn genuine(db: &impl ConnectionTrait, token: &str) -> Result<Uuid> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(token.trim()).map_err(|_| invalid())?;
    let (id, tag) = bytes.split_at_checked(16).ok_or_else(invalid)?;
    let id = Uuid::from_slice(id).map_err(|_| invalid())?;
    for key in signing_keys::current(db).await? {
        if hmac::verify(&hashing(&key)?, &text(id), tag).is_ok() {
            return Ok(id);
        }
    }
    Err(invalid())
}

fn is_good(row: &email_proof::Model, purposes: &[ProofPurpose]) -> bool {
    purposes.contains(&row.purpose) && row.used_at.is_none() && row.expires_at > now()
}

pub(super) fn invalid() -> Error {
    Error::refused("token_invalid", "this token is unknown, used or too old; ask for a new one")
}

/// Never what an access token signs: that has no line breaks.
fn text(id: Uuid) -> Vec<u8> {
    [b"penden\nemail proof\n".as_slice(), id.as_bytes()].concat()
}

fn hashing(key: &signing_key::Model) -> Result<hmac::Key> {
    let secret = hex::decode(&key.secret)
        .map_err(|_| Error::Corrupt(format!("signing key {} is not hexadecimal", key.id)))?;
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &secret))
}
