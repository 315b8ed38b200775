//! Roles: made, changed and deleted by those who may. Administrators' role is fixed: it allows everything.

mod change;
mod create;
mod delete;
mod list;

pub use change::{RoleChange, change};
pub use create::{NewRole, create};
pub use delete::delete;
pub use list::{find, list};

use entity::role;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Permissions;
use crate::audit::Facts;
use crate::error::{Error, FieldError, Result};

const MAX_NAME: usize = 60;
const MAX_DESCRIPTION: usize = 300;

impl Facts for role::Model {
    fn id(&self) -> Uuid {
        self.id
    }

    fn facts(&self) -> Value {
        json!({
            "slug": self.slug,
            "name": self.name,
            "description": self.description,
            "permissions": self.permissions,
        })
    }
}

/// The permissions of these names.
pub(super) fn known(field: &'static str, names: &[String]) -> Result<Permissions, FieldError> {
    let unknown = names.iter().find(|name| super::Permission::named(name).is_none());
    match unknown {
        Some(name) => {
            Err(FieldError { field: field.into(), message: format!("there is no permission {name}") })
        }
        None => Ok(Permissions::from_names(names.iter().map(String::as_str))),
    }
}

pub(super) fn check_text(
    field: &'static str,
    text: &str,
    longest: usize,
    may_be_empty: bool,
) -> Result<(), FieldError> {
    let length = text.chars().count();
    if (length > 0 || may_be_empty) && length <= longest && !text.chars().any(char::is_control) {
        return Ok(());
    }
    let least = usize::from(!may_be_empty);
    Err(FieldError { field: field.into(), message: format!("must have {least} to {longest} characters") })
}

/// The roles of these slugs.
///
/// # Errors
/// `Invalid` (`roles`) when one does not exist.
pub(super) async fn named(db: &impl ConnectionTrait, slugs: &[String]) -> Result<Vec<role::Model>> {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let wanted = role::Column::Slug.is_in(slugs.iter().map(String::as_str));
    let roles = role::Entity::find().filter(wanted).all(db).await?;
    match slugs.iter().find(|slug| !roles.iter().any(|role| role.slug == **slug)) {
        Some(slug) => Err(Error::invalid("roles", format!("there is no role {slug}"))),
        None => Ok(roles),
    }
}
