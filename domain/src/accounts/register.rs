//! Making an account. Input is checked and the password hashed first ([`prepare`]), since hashing is slow and must not
//! hold a transaction open; [`register`] then writes.

use std::borrow::Cow;

use entity::states::Role;
use entity::user;
use sea_orm::{ActiveValue::Set, EntityTrait, SqlErr};
use uuid::Uuid;

use super::passwords;
use crate::clock::now;
use crate::error::{Error, FieldError, Result};
use crate::events::{self, Event};
use crate::store::Txn;

pub struct Registration {
    pub email: String,
    pub name: String,
    pub password: String,
}

/// A registration that keeps the rules, with its password hashed.
#[derive(Clone)]
pub struct NewUser {
    pub(super) email: String,
    pub(super) name: String,
    pub(super) password_hash: String,
}

impl NewUser {
    pub fn email(&self) -> &str {
        &self.email
    }
}

/// Checks a registration and hashes its password. Call it outside transactions.
///
/// # Errors
/// `Invalid` with all that is wrong; `TooBusy`.
pub async fn prepare(registration: Registration) -> Result<NewUser> {
    let Registration { email, name, password } = registration;
    let email = normalize_email(&email);
    let name = name.trim().to_owned();
    let wrong: Vec<FieldError> =
        [check_email(&email), check_name(&name), check_password("password", &password, &email)]
            .into_iter()
            .filter_map(Result::err)
            .collect();
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    Ok(NewUser { email, name, password_hash: passwords::hash(password).await? })
}

/// As [`prepare`], for somebody who gets a password that nobody knows, and sets one of their own by a token.
///
/// # Errors
/// `Invalid` with all that is wrong; `TooBusy`.
pub async fn prepare_invited(email: String, name: String) -> Result<NewUser> {
    let password = hex::encode(rand::random::<[u8; 32]>());
    prepare(Registration { email, name, password }).await
}

/// Registers a customer and announces it.
///
/// # Errors
/// Conflict `email_taken`.
pub async fn register(txn: &Txn, new: NewUser) -> Result<user::Model> {
    insert(txn, new, Role::Customer).await
}

pub(super) async fn insert(txn: &Txn, new: NewUser, role: Role) -> Result<user::Model> {
    let now = now();
    let row = user::ActiveModel {
        id: Set(Uuid::now_v7()),
        email: Set(new.email),
        name: Set(new.name),
        password_hash: Set(new.password_hash),
        role: Set(role),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
        deactivated_at: Set(None),
        email_verified_at: Set(None),
    };
    let user =
        user::Entity::insert(row).exec_with_returning(txn).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                Error::conflict("email_taken", "there is an account with this e-mail address already")
            }
            _ => error.into(),
        })?;
    super::proofs::for_welcome(txn, &user).await?;
    events::record(txn, &Event::UserRegistered { user_id: user.id }, user.version).await?;
    Ok(user)
}

/// The form in which e-mail addresses are stored and compared.
pub fn normalize_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Plausible, not proven: only a mail that arrives proves an address. What no mail server would take is refused.
pub fn check_email(email: &str) -> Result<(), FieldError> {
    let plausible = email.len() <= 254
        && email.split_once('@').is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain));
    require(plausible, "email", || "must be an e-mail address such as ada@example.org".into())
}

fn is_local_part(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty()
                && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        })
}

fn is_domain(domain: &str) -> bool {
    domain.contains('.')
        && domain.split('.').all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
}

pub(super) fn check_name(name: &str) -> Result<(), FieldError> {
    let fits = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    require(fits, "name", || "must have 1 to 100 characters".into())
}

pub(super) fn check_password(field: &'static str, password: &str, email: &str) -> Result<(), FieldError> {
    let length = passwords::MIN_CHARS..=passwords::MAX_CHARS;
    require(length.contains(&password.chars().count()), field, || {
        format!("must have {} to {} characters", length.start(), length.end())
    })?;
    require(normalize_email(password) != email, field, || "must not be the e-mail address".into())
}

fn require(
    holds: bool,
    field: &'static str,
    message: impl FnOnce() -> String,
) -> std::result::Result<(), FieldError> {
    if holds { Ok(()) } else { Err(FieldError { field: Cow::Borrowed(field), message: message() }) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn addresses_that_no_server_takes_are_refused() {
        for good in ["ada@example.org", "a.b+c@x-y.example.co.uk", "o'neil@example.org"] {
            assert!(check_email(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@localhost",
            "a b@example.org",
            "ada@@example.org",
            "ada@example..org",
            ".ada@example.org",
            "ada@-x.org",
            "ada@example.org\n",
            "ada\0@example.org",
        ] {
            assert!(check_email(bad).is_err(), "{bad:?}");
        }
    }

    #[tokio::test]
    async fn everything_wrong_is_told_at_once() {
        let registration = Registration { email: "x".into(), name: " ".into(), password: "short".into() };
        let Err(Error::Invalid(wrong)) = prepare(registration).await else { panic!("it was accepted") };
        let fields: Vec<_> = wrong.iter().map(|error| error.field.as_ref()).collect();
        assert_eq!(fields, ["email", "name", "password"]);
    }

    #[tokio::test]
    async fn the_address_is_no_password() {
        let registration = Registration {
            email: " Ada@Example.org ".into(),
            name: "Ada".into(),
            password: "ADA@example.org".into(),
        };
        let Err(Error::Invalid(wrong)) = prepare(registration).await else { panic!("it was accepted") };
        assert_eq!(wrong.first().unwrap().field, "password");
    }
}
