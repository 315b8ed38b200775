//! Deleting a role that nobody has.

use entity::{role, user_role};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::find;
use crate::accounts::access::{allowed, begin, require_within};
use crate::audit::{self, Action, Actor};
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// # Errors
/// `NotFound`; Refused `role_shipped`, `beyond_own_permissions`; Conflict `role_in_use`.
pub async fn delete(txn: &Txn, by: Actor, slug: &str) -> Result<()> {
    let own = begin(txn, by).await?;
    let role = find(txn, slug).await?;
    if role.shipped {
        return Err(Error::refused("role_shipped", "this role came with the program and stays"));
    }
    require_within(own, allowed(&role))?;
    let users = user_role::Entity::find().filter(user_role::Column::RoleId.eq(role.id)).count(txn).await?;
    if users > 0 {
        let detail = format!("{users} people have this role; give them another one first");
        return Err(Error::conflict("role_in_use", detail));
    }
    role::Entity::delete_by_id(role.id).exec(txn).await?;
    audit::deleted(txn, Action::RoleDelete, &role).await?;
    events::record(txn, &Event::RoleChanged { role_id: role.id }, role.version + 1).await
}
