//! Recognising a user by e-mail address and password. Does not open a session: see [`super::sessions`].

use entity::user;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::passwords;
use super::register::{check_email, normalize_email};
use crate::error::{Error, Result};

/// The user with this e-mail address and password.
///
/// # Errors
/// Unauthenticated `account_closed`; `wrong_credentials`, in the same words and after the same time whether the address is unknown or the
/// password wrong; `TooBusy`.
pub async fn authenticate(db: &impl ConnectionTrait, email: &str, password: &str) -> Result<user::Model> {
    let email = normalize_email(email);
    // An address that cannot exist is not asked for: PostgreSQL would choke on some of them.
    let user = match check_email(&email) {
        Ok(()) => user::Entity::find().filter(user::Column::Email.eq(email)).one(db).await?,
        Err(_) => None,
    };
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let right = passwords::verify(password.to_owned(), hash).await?;
    let user = user.filter(|_| right).ok_or_else(|| Error::Unauthenticated {
        code: "wrong_credentials",
        detail: "the e-mail address or the password is wrong".into(),
    })?;
    require_open(&user)?;
    Ok(user)
}

/// # Errors
/// Unauthenticated `account_closed`.
pub(super) fn require_open(user: &user::Model) -> Result<()> {
    match user.deactivated_at {
        None => Ok(()),
        Some(_) => Err(Error::Unauthenticated {
            code: "account_closed",
            detail: "this account has been closed".into(),
        }),
    }
}
