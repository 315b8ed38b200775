//! Wanting another e-mail address. It is theirs once the token that goes there comes back; the old one is told at once,
//! and again when it is done.

use entity::states::ProofPurpose;
use sea_orm::prelude::Uuid;

use super::request::{insert, send};
use crate::accounts::register::{check_email, normalize_email};
use crate::accounts::{passwords, profile};
use crate::error::{Error, Result};
use crate::jobs::Ticket;
use crate::notifications::Template;
use crate::store::Store;

pub struct EmailChange {
    pub email: String,
    /// That of the account.
    pub password: String,
}

/// Mails the token to the new address and a warning to the old one. Whether somebody has the new address already is not
/// told. Returns the tickets to push.
///
/// # Errors
/// `Invalid` (`email`); Refused `wrong_password`, `same_email`; `TooBusy`.
pub async fn request_change(store: &Store, user_id: Uuid, change: EmailChange) -> Result<Vec<Ticket>> {
    let email = normalize_email(&change.email);
    check_email(&email).map_err(|wrong| Error::Invalid(vec![wrong]))?;
    let user = profile(store.read(), user_id).await?;
    if !passwords::verify(change.password, Some(user.password_hash)).await? {
        return Err(Error::refused("wrong_password", "the password is wrong"));
    }
    if email == user.email {
        return Err(Error::refused("same_email", "this is the address of the account already"));
    }
    store
        .write(async |txn| {
            let proof = insert(txn, ProofPurpose::Change, &email, Some(user_id)).await?;
            let mut tickets = send(txn, Template::ConfirmEmail, proof).await?;
            tickets.extend(send(txn, Template::EmailChanging, proof).await?);
            Ok(tickets)
        })
        .await
}
