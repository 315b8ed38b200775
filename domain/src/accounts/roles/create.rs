//! Making a role.

use entity::role;
use sea_orm::{ActiveValue::Set, EntityTrait, SqlErr};
use serde_json::json;
use uuid::Uuid;

use super::{MAX_DESCRIPTION, MAX_NAME, check_text, known};
use crate::accounts::access::{begin, require_within};
use crate::audit::{self, Action, Actor};
use crate::clock::now;
use crate::error::{Error, FieldError, Result};
use crate::events::{self, Event};
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct NewRole {
    /// Lower-case letters, digits and `_`; stays as it is.
    pub slug: String,
    pub name: String,
    pub description: String,
    /// Names of permissions.
    pub permissions: Vec<String>,
}

/// # Errors
/// `Invalid` with all that is wrong; Refused `beyond_own_permissions`; Conflict `slug_taken`.
pub async fn create(txn: &Txn, by: Actor, new: NewRole) -> Result<role::Model> {
    let own = begin(txn, by).await?;
    let name = new.name.trim().to_owned();
    let permissions = known("permissions", &new.permissions);
    let wrong: Vec<FieldError> = [
        check_slug(&new.slug),
        check_text("name", &name, MAX_NAME, false),
        check_text("description", &new.description, MAX_DESCRIPTION, true),
        permissions.clone().map(|_| ()),
    ]
    .into_iter()
    .filter_map(Result::err)
    .collect();
    let Ok(permissions) = permissions else { return Err(Error::Invalid(wrong)) };
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    require_within(own, permissions)?;
    let now = now();
    let row = role::ActiveModel {
        id: Set(Uuid::now_v7()),
        slug: Set(new.slug),
        name: Set(name),
        description: Set(new.description),
        permissions: Set(json!(permissions.names())),
        shipped: Set(false),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let role =
        role::Entity::insert(row).exec_with_returning(txn).await.map_err(|error| match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(_)) => {
                Error::conflict("slug_taken", "there is a role with this slug already")
            }
            _ => error.into(),
        })?;
    audit::created(txn, Action::RoleCreate, &role).await?;
    events::record(txn, &Event::RoleChanged { role_id: role.id }, role.version).await?;
    Ok(role)
}

fn check_slug(slug: &str) -> Result<(), FieldError> {
    let fits = (1..=40).contains(&slug.len())
        && slug.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if fits {
        return Ok(());
    }
    let message = "must have 1 to 40 lower-case letters, digits and underscores".into();
    Err(FieldError { field: "slug".into(), message })
}
