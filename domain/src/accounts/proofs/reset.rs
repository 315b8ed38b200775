//! Setting a new password with a token. Every session ends: whoever had got in is out.

use entity::states::ProofPurpose;
use entity::user;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::token::{find, invalid, redeem};
use crate::accounts::register::check_password;
use crate::accounts::staff::{lock, save};
use crate::accounts::{passwords, sessions};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Store;

pub struct PasswordReset {
    pub token: String,
    pub new_password: String,
}

/// # Errors
/// Refused `token_invalid`, also when the account is closed or gone; `Invalid` (`new_password`), which leaves the token
/// good; `TooBusy`.
pub async fn reset(store: &Store, reset: PasswordReset) -> Result<()> {
    // Before the password is hashed, which is dear.
    let proof = find(store.read(), &reset.token, &[ProofPurpose::Reset]).await?;
    check_password("new_password", &reset.new_password, &proof.email)
        .map_err(|wrong| Error::Invalid(vec![wrong]))?;
    let hash = passwords::hash(reset.new_password).await?;
    store
        .write(async |txn| {
            let proof = redeem(txn, &reset.token, &[ProofPurpose::Reset]).await?;
            let theirs = user::Entity::find().filter(user::Column::Email.eq(proof.email.as_str()));
            let user = theirs.one(txn).await?.ok_or_else(invalid)?;
            let user = lock(txn, user.id).await?;
            if user.deactivated_at.is_some() || user.email != proof.email {
                return Err(invalid());
            }
            let now = now();
            sessions::revoke_others(txn, user.id, None, now).await?;
            audit::did(txn, Action::UserResetPassword, user.id, None, None).await?;
            // The mail has arrived, so the address is theirs.
            let change = user::ActiveModel {
                password_hash: Set(hash),
                email_verified_at: Set(Some(user.email_verified_at.unwrap_or(now))),
                ..Default::default()
            };
            save(txn, user.id, change).await?;
            Ok(())
        })
        .await
}
