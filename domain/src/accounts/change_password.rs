//! Changing one's password, which ends every other session: whoever knew the old one is out.

use entity::user;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::register::check_password;
use super::{passwords, profile, sessions};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Store;

pub struct PasswordChange {
    pub old: String,
    pub new: String,
    /// A refresh token of the session that stays open: the caller's own. `None` ends all of them.
    pub keep: Option<String>,
}

/// # Errors
/// Refused `wrong_password` when `old` is not the password; `Invalid` (`new_password`) when the new one breaks the rules;
/// Conflict `password_changed` when somebody else changed it meanwhile; `TooBusy`.
pub async fn change_password(store: &Store, user_id: Uuid, change: PasswordChange) -> Result<()> {
    let user = profile(store.read(), user_id).await?;
    check_password("new_password", &change.new, &user.email).map_err(|wrong| Error::Invalid(vec![wrong]))?;
    if !passwords::verify(change.old, Some(user.password_hash.clone())).await? {
        return Err(Error::refused("wrong_password", "the old password is wrong"));
    }
    let hash = passwords::hash(change.new).await?;
    store
        .write(async |txn| {
            let now = now();
            // The update also locks the row that every rotation locks, so no session slips through.
            let changed = user::Entity::update_many()
                .set(user::ActiveModel {
                    password_hash: Set(hash),
                    updated_at: Set(now),
                    ..Default::default()
                })
                .filter(user::Column::Id.eq(user_id))
                .filter(user::Column::PasswordHash.eq(user.password_hash))
                .exec(txn)
                .await?;
            if changed.rows_affected == 0 {
                return Err(Error::conflict("password_changed", "the password was changed meanwhile"));
            }
            let kept = match &change.keep {
                Some(token) => sessions::family_of(txn, user_id, token).await?,
                None => None,
            };
            sessions::revoke_others(txn, user_id, kept, now).await
        })
        .await
}
