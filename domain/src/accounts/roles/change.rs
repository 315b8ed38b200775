//! Changing what a role is called and allows. It holds for everybody who has it, within seconds.

use entity::role;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, IntoActiveModel};
use serde_json::json;

use super::{MAX_DESCRIPTION, MAX_NAME, check_text, find, known};
use crate::accounts::access::{ADMIN, allowed, begin, require_within};
use crate::audit::{self, Action, Actor};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct RoleChange {
    pub name: Option<String>,
    pub description: Option<String>,
    /// Names of permissions.
    pub permissions: Option<Vec<String>>,
    /// The version that the caller has seen; another one in the meantime is a conflict.
    pub version: Option<i64>,
}

/// # Errors
/// `NotFound`; `Invalid`; Refused `role_fixed` for administrators', `beyond_own_permissions`; Conflict
/// `changed_meanwhile`.
pub async fn change(txn: &Txn, by: Actor, slug: &str, change: RoleChange) -> Result<role::Model> {
    let own = begin(txn, by).await?;
    let before = find(txn, slug).await?;
    if slug == ADMIN {
        return Err(Error::refused("role_fixed", "administrators may do everything; make another role"));
    }
    if change.version.is_some_and(|version| version != before.version) {
        return Err(Error::conflict("changed_meanwhile", "somebody changed it meanwhile; look at it again"));
    }
    let invalid = |wrong| Error::Invalid(vec![wrong]);
    let mut row = before.clone().into_active_model();
    if let Some(name) = change.name {
        let name = name.trim().to_owned();
        check_text("name", &name, MAX_NAME, false).map_err(invalid)?;
        row.name = Set(name);
    }
    if let Some(description) = change.description {
        check_text("description", &description, MAX_DESCRIPTION, true).map_err(invalid)?;
        row.description = Set(description);
    }
    if let Some(names) = change.permissions {
        let permissions = known("permissions", &names).map_err(invalid)?;
        require_within(own, permissions.difference(allowed(&before)))?;
        row.permissions = Set(json!(permissions.names()));
    }
    row.version = Set(before.version + 1);
    row.updated_at = Set(now());
    let role = row.update(txn).await?;
    audit::changed(txn, Action::RoleUpdate, &before, &role).await?;
    events::record(txn, &Event::RoleChanged { role_id: role.id }, role.version).await?;
    Ok(role)
}
