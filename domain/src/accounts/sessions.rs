//! Sessions: chains of refresh tokens, each used once and replaced. One log-in is one family.
//!
//! A token that comes back after it was used was copied, so its whole family ends. The exception is the race between
//! tabs, or an answer that got lost: within [`GRACE`] of its use a token may be used again, provided that nothing in
//! its family was used since. The tokens handed out that way are siblings, and using one of them uses up the others;
//! so a thief and the owner cannot both go on, and the slower of them ends the family.
//!
//! Everything here that changes tokens locks the user's row first (on SQLite, write transactions queue anyway), so
//! that rotation and revocation never overlap.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use entity::{refresh_token, user};
use sea_orm::sea_query::{ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::audit;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::{Store, Txn};

/// See the module.
pub const GRACE: Duration = Duration::from_secs(10);

/// A refresh token as the client keeps it; only its hash is stored.
#[derive(Clone)]
pub struct RefreshToken {
    /// 256 random bits, base64url.
    pub token: String,
    /// The same for all tokens of one log-in.
    pub family_id: Uuid,
    pub expires_at: Timestamp,
}

/// Opens a session for a user who has proven who they are.
pub async fn issue(txn: &Txn, user_id: Uuid, now: Timestamp, lifetime: Duration) -> Result<RefreshToken> {
    insert(txn, user_id, Uuid::now_v7(), now, lifetime).await
}

/// Exchanges a refresh token for the next one. `lifetime` is that of the new token.
///
/// # Errors
/// Unauthenticated `refresh_reused` when the token had been used before, in which case its family has been ended;
/// `refresh_invalid` when it is unknown, expired or revoked.
pub async fn rotate(store: &Store, token: &str, lifetime: Duration) -> Result<(user::Model, RefreshToken)> {
    // What has to be committed although the caller is refused comes back as a value.
    let outcome = store
        .write(async |txn| {
            let Some((user, row)) = lock(txn, token).await? else { return Ok(Outcome::Invalid) };
            let now = now();
            if row.revoked_at.is_some() || row.expires_at <= now {
                return Ok(Outcome::Invalid);
            }
            let used = match row.used_at {
                None => false,
                Some(at) if at + GRACE > now => used_since(txn, row.family_id, at).await?,
                Some(_) => true,
            };
            if used {
                revoke_family(txn, row.family_id, now).await?;
                tracing::warn!(user_id = %user.id, "a refresh token of user {} was used twice", user.id);
                return Ok(Outcome::Reused);
            }
            if row.used_at.is_none() {
                use_up(txn, row.family_id, now).await?;
            }
            let next = insert(txn, user.id, row.family_id, now, lifetime).await?;
            Ok(Outcome::Rotated(Box::new((user, next))))
        })
        .await?;
    match outcome {
        Outcome::Rotated(rotated) => Ok(*rotated),
        Outcome::Reused => Err(Error::Unauthenticated {
            code: "refresh_reused",
            detail: "this refresh token was used before, so the session has been ended".into(),
        }),
        Outcome::Invalid => Err(Error::Unauthenticated {
            code: "refresh_invalid",
            detail: "this refresh token is not valid; log in again".into(),
        }),
    }
}

enum Outcome {
    Rotated(Box<(user::Model, RefreshToken)>),
    Reused,
    Invalid,
}

/// Ends the session to which the token belongs. Unknown tokens are fine: there is nothing to end.
pub async fn revoke(txn: &Txn, token: &str) -> Result<()> {
    match lock(txn, token).await? {
        Some((_, row)) => revoke_family(txn, row.family_id, now()).await,
        None => Ok(()),
    }
}

/// Ends all sessions of the user.
pub async fn revoke_all(txn: &Txn, user_id: Uuid) -> Result<()> {
    lock_user(txn, user_id).await?;
    revoke_others(txn, user_id, None, now()).await
}

/// A log-in that is still good.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// Of the family.
    pub id: Uuid,
    pub started_at: Timestamp,
    /// When it was continued last.
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
    pub address: Option<String>,
    pub user_agent: Option<String>,
}

/// The user's sessions, the one that was used last first.
pub async fn list(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<OpenSession>> {
    let rows = refresh_token::Entity::find()
        .filter(refresh_token::Column::UserId.eq(user_id))
        .filter(refresh_token::Column::RevokedAt.is_null())
        .filter(refresh_token::Column::ExpiresAt.gt(now()))
        .order_by_asc(refresh_token::Column::CreatedAt)
        .all(db)
        .await?;
    let mut sessions: HashMap<Uuid, OpenSession> = HashMap::new();
    for row in rows {
        // Families have their time in their id: their first tokens may have been pruned.
        let started = row.family_id.get_timestamp().and_then(|at| {
            let (seconds, nanos) = at.to_unix();
            Timestamp::from_timestamp(i64::try_from(seconds).ok()?, nanos)
        });
        let session = OpenSession {
            id: row.family_id,
            started_at: started.unwrap_or(row.created_at),
            last_used_at: row.created_at,
            expires_at: row.expires_at,
            address: row.address,
            user_agent: row.user_agent,
        };
        sessions.insert(row.family_id, session);
    }
    let mut sessions: Vec<OpenSession> = sessions.into_values().collect();
    sessions.sort_by_key(|session| std::cmp::Reverse(session.last_used_at));
    Ok(sessions)
}

/// Ends one session of the user.
///
/// # Errors
/// `NotFound`, also when it is somebody else's or has ended.
pub async fn end(txn: &Txn, user_id: Uuid, session_id: Uuid) -> Result<()> {
    lock_user(txn, user_id).await?;
    let ended = revoke_at(now())
        .filter(refresh_token::Column::FamilyId.eq(session_id))
        .filter(refresh_token::Column::UserId.eq(user_id))
        .exec(txn)
        .await?;
    if ended.rows_affected == 0 {
        return Err(Error::NotFound { what: "session" });
    }
    Ok(())
}

/// Deletes tokens that expired or were revoked before `before`, and returns how many. Used ones stay until they expire,
/// since they give away a thief.
pub async fn prune(store: &Store, before: Timestamp) -> Result<u64> {
    let gone = refresh_token::Entity::delete_many()
        .filter(refresh_token::Column::ExpiresAt.lt(before).or(refresh_token::Column::RevokedAt.lt(before)))
        .exec(store.writer())
        .await?;
    Ok(gone.rows_affected)
}

/// The family of one of the user's tokens.
pub(super) async fn family_of(db: &impl ConnectionTrait, user_id: Uuid, token: &str) -> Result<Option<Uuid>> {
    let row = refresh_token::Entity::find()
        .filter(refresh_token::Column::TokenHash.eq(hash(token)))
        .filter(refresh_token::Column::UserId.eq(user_id))
        .one(db)
        .await?;
    Ok(row.map(|row| row.family_id))
}

/// Ends all sessions of the user but `kept`. The caller holds the user's row.
pub(super) async fn revoke_others(
    txn: &Txn,
    user_id: Uuid,
    kept: Option<Uuid>,
    now: Timestamp,
) -> Result<()> {
    let mut update = revoke_at(now).filter(refresh_token::Column::UserId.eq(user_id));
    if let Some(kept) = kept {
        update = update.filter(refresh_token::Column::FamilyId.ne(kept));
    }
    update.exec(txn).await?;
    Ok(())
}

async fn revoke_family(txn: &Txn, family_id: Uuid, now: Timestamp) -> Result<()> {
    revoke_at(now).filter(refresh_token::Column::FamilyId.eq(family_id)).exec(txn).await?;
    Ok(())
}

fn revoke_at(now: Timestamp) -> sea_orm::UpdateMany<refresh_token::Entity> {
    refresh_token::Entity::update_many()
        .set(refresh_token::ActiveModel { revoked_at: Set(Some(now)), ..Default::default() })
        .filter(refresh_token::Column::RevokedAt.is_null())
}

/// Locks the user of the token, and reads the token after that.
async fn lock(txn: &Txn, token: &str) -> Result<Option<(user::Model, refresh_token::Model)>> {
    let by_hash = refresh_token::Entity::find().filter(refresh_token::Column::TokenHash.eq(hash(token)));
    let Some(row) = by_hash.clone().one(txn).await? else { return Ok(None) };
    let Some(user) = lock_user(txn, row.user_id).await? else { return Ok(None) };
    Ok(by_hash.one(txn).await?.map(|row| (user, row)))
}

/// Orders refer to users, so the lock is the one that leaves references alone.
async fn lock_user(txn: &Txn, user_id: Uuid) -> Result<Option<user::Model>> {
    Ok(user::Entity::find_by_id(user_id).lock(LockType::NoKeyUpdate).one(txn).await?)
}

async fn used_since(txn: &Txn, family_id: Uuid, at: Timestamp) -> Result<bool> {
    let later = refresh_token::Entity::find()
        .filter(refresh_token::Column::FamilyId.eq(family_id))
        .filter(refresh_token::Column::UsedAt.gt(at))
        .count(txn)
        .await?;
    Ok(later > 0)
}

/// Uses up what is unused in the family: the token at hand and its siblings.
async fn use_up(txn: &Txn, family_id: Uuid, now: Timestamp) -> Result<()> {
    refresh_token::Entity::update_many()
        .set(refresh_token::ActiveModel { used_at: Set(Some(now)), ..Default::default() })
        .filter(refresh_token::Column::FamilyId.eq(family_id))
        .filter(refresh_token::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(())
}

async fn insert(
    txn: &Txn,
    user_id: Uuid,
    family_id: Uuid,
    now: Timestamp,
    lifetime: Duration,
) -> Result<RefreshToken> {
    let token = BASE64_URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
    let expires_at = now + lifetime;
    let origin = audit::current();
    let row = refresh_token::ActiveModel {
        id: Set(Uuid::now_v7()),
        user_id: Set(user_id),
        family_id: Set(family_id),
        token_hash: Set(hash(&token)),
        created_at: Set(now),
        expires_at: Set(expires_at),
        used_at: Set(None),
        revoked_at: Set(None),
        address: Set(origin.as_ref().map(|origin| origin.address.to_string())),
        user_agent: Set(origin.and_then(|origin| origin.user_agent.clone())),
    };
    refresh_token::Entity::insert(row).exec_without_returning(txn).await?;
    Ok(RefreshToken { token, family_id, expires_at })
}

/// The token has 256 bits of its own, so one round without salt is enough.
fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}
