//! What accounts look like on the wire.

use chrono::{DateTime, Utc};
use domain::accounts::{Permissions, allowed};
use domain::entity::states::Role as StoredRole;
use domain::entity::{role, user};
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use uuid::Uuid;

use crate::payload::{one_line, present};

/// What somebody is to the shop. What they may do is in their permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum Role {
    Customer,
    /// Has roles.
    Staff,
    /// May do everything.
    Admin,
}

impl From<StoredRole> for Role {
    fn from(role: StoredRole) -> Self {
        match role {
            StoredRole::Customer => Self::Customer,
            StoredRole::Staff => Self::Staff,
            StoredRole::Admin => Self::Admin,
        }
    }
}

/// Someone who can log in.
#[derive(Debug, Object)]
pub struct User {
    pub id: Uuid,
    pub email: String,
    /// Whether a mail is known to have arrived there.
    pub email_verified: bool,
    pub name: String,
    pub role: Role,
    /// The slugs of their roles. Empty for customers.
    pub roles: Vec<String>,
    /// What the roles allow, such as `catalog_write`. Empty for customers.
    pub permissions: Vec<String>,
    pub created_at: DateTime<Utc>,
}

impl User {
    pub fn new(user: user::Model, roles: &[role::Model]) -> Self {
        let permissions = roles.iter().map(allowed).fold(Permissions::NONE, Permissions::union);
        Self {
            id: user.id,
            email: user.email,
            email_verified: user.email_verified_at.is_some(),
            name: user.name,
            role: user.role.into(),
            roles: roles.iter().map(|role| role.slug.clone()).collect(),
            permissions: permissions.names().into_iter().map(str::to_owned).collect(),
            created_at: user.created_at,
        }
    }
}

/// The tokens of a session.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Tokens {
    /// Send it as `Authorization: Bearer …`.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: String,
    /// Seconds until the access token expires.
    pub expires_in: u32,
    /// Good for one refresh. Keep it secret. Absent with `Session-Transport: cookie`.
    pub refresh_token: Option<String>,
}

/// A session that was opened or continued.
#[derive(Debug, Object)]
pub struct Session {
    pub user: User,
    pub tokens: Tokens,
}

// The rules are the domain's (`domain::accounts::prepare`), so that they are told all at once.
/// Who wants an account.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct RegisterRequest {
    #[oai(validator(
        max_length = 254,
        pattern = "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"
    ))]
    pub email: String,
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    pub name: String,
    #[oai(validator(min_length = 10, max_length = 128))]
    pub password: String,
    /// The token of a guest's cart, which then becomes the customer's.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 128))]
    #[garde(length(chars, min = 1, max = 128))]
    pub cart_token: Option<String>,
}

impl Example for RegisterRequest {
    fn example() -> Self {
        Self {
            email: "ada@example.org".into(),
            name: "Ada Lovelace".into(),
            password: "correct horse battery".into(),
            cart_token: None,
        }
    }
}

/// Who wants to log in.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct LoginRequest {
    #[oai(validator(max_length = 254))]
    #[garde(length(chars, max = 254))]
    pub email: String,
    #[oai(validator(max_length = 128))]
    #[garde(length(chars, max = 128))]
    pub password: String,
    /// For those who have a second factor: what their app shows, or a recovery code.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 6, max_length = 40))]
    #[garde(length(chars, min = 6, max = 40))]
    pub code: Option<String>,
    /// The token of a guest's cart, whose lines then go into the customer's.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 128))]
    #[garde(length(chars, min = 1, max = 128))]
    pub cart_token: Option<String>,
}

impl Example for LoginRequest {
    fn example() -> Self {
        Self {
            email: "ada@example.org".into(),
            password: "correct horse battery".into(),
            code: None,
            cart_token: None,
        }
    }
}

/// A refresh token, as it was handed out last.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct RefreshRequest {
    /// Left out with `Session-Transport: cookie`, required without.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 128))]
    #[garde(length(chars, min = 1, max = 128))]
    pub refresh_token: Option<String>,
}

impl Example for RefreshRequest {
    fn example() -> Self {
        Self { refresh_token: Some("hX0c1nXzJ4mXW4Xk0m5o0bq0yq9QvJq3rGm0Yt2u1aE".into()) }
    }
}

/// What of the profile changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ProfileChangeRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub name: Option<String>,
}

impl Example for ProfileChangeRequest {
    fn example() -> Self {
        Self { name: Some("Ada King".into()) }
    }
}

/// What a customer wants to be mailed beyond what orders need.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct MailPreferences {
    /// Reminders of carts that were left, and requests for reviews.
    #[garde(skip)]
    pub reminders: bool,
}

impl Example for MailPreferences {
    fn example() -> Self {
        Self { reminders: true }
    }
}

/// A new password for the old one.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct PasswordChangeRequest {
    #[oai(validator(max_length = 128))]
    #[garde(length(chars, max = 128))]
    pub old_password: String,
    #[oai(validator(min_length = 10, max_length = 128))]
    #[garde(length(chars, min = 10, max = 128))]
    pub new_password: String,
    /// The refresh token of the session that stays open. Without it every session ends.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 128))]
    #[garde(length(chars, min = 1, max = 128))]
    pub refresh_token: Option<String>,
}

impl Example for PasswordChangeRequest {
    fn example() -> Self {
        Self {
            old_password: "correct horse battery".into(),
            new_password: "staple every battery".into(),
            refresh_token: None,
        }
    }
}

/// Whose password is forgotten.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct AddressRequest {
    #[oai(validator(max_length = 254))]
    #[garde(length(chars, max = 254))]
    pub email: String,
}

impl Example for AddressRequest {
    fn example() -> Self {
        Self { email: "ada@example.org".into() }
    }
}

/// A token out of a mail.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct TokenRequest {
    #[oai(validator(min_length = 1, max_length = 128))]
    #[garde(length(chars, min = 1, max = 128))]
    pub token: String,
}

impl Example for TokenRequest {
    fn example() -> Self {
        Self { token: "AZq7-2wHcAC1sQmUeC8rYpW0cE4f6nVbJ3tK9xLhZ1oD5gRaNyMiTuXvBwQsPkFj".into() }
    }
}

/// A token out of a mail, and the password from now on.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct PasswordResetRequest {
    #[oai(validator(min_length = 1, max_length = 128))]
    #[garde(length(chars, min = 1, max = 128))]
    pub token: String,
    #[oai(validator(min_length = 10, max_length = 128))]
    #[garde(length(chars, min = 10, max = 128))]
    pub new_password: String,
}

impl Example for PasswordResetRequest {
    fn example() -> Self {
        Self { token: TokenRequest::example().token, new_password: "staple every battery".into() }
    }
}

/// The address that an account is to have.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct EmailChangeRequest {
    #[oai(validator(max_length = 254))]
    #[garde(length(chars, max = 254))]
    pub email: String,
    /// That of the account.
    #[oai(validator(max_length = 128))]
    #[garde(length(chars, max = 128))]
    pub password: String,
}

impl Example for EmailChangeRequest {
    fn example() -> Self {
        Self { email: "ada.king@example.org".into(), password: "correct horse battery".into() }
    }
}
