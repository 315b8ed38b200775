//! Closing an account and opening it again. Who has a closed one cannot log in, and is out within seconds.

use entity::states::Role;
use entity::user;
use sea_orm::ActiveValue::Set;
use uuid::Uuid;

use super::{StaffMember, lock, require_another_admin, save};
use crate::accounts::access::{begin, require_within, roles_of, union};
use crate::accounts::sessions;
use crate::audit::{self, Action, Actor};
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

/// Closes the account and ends its sessions. One that is closed stays so.
///
/// # Errors
/// `NotFound`; Refused `beyond_own_permissions`, `last_admin`.
pub async fn deactivate(txn: &Txn, by: Actor, user_id: Uuid) -> Result<StaffMember> {
    set(txn, by, user_id, false).await
}

/// Opens the account again, with the roles that it had.
///
/// # Errors
/// `NotFound`; Refused `beyond_own_permissions`.
pub async fn reactivate(txn: &Txn, by: Actor, user_id: Uuid) -> Result<StaffMember> {
    set(txn, by, user_id, true).await
}

async fn set(txn: &Txn, by: Actor, user_id: Uuid, is_open: bool) -> Result<StaffMember> {
    let own = begin(txn, by).await?;
    let user = lock(txn, user_id).await?;
    let roles = roles_of(txn, user_id).await?;
    require_within(own, union(&roles))?;
    if !is_open && user.role == Role::Admin && user.deactivated_at.is_none() {
        require_another_admin(txn, user_id).await?;
    }
    let now = now();
    if !is_open {
        sessions::revoke_others(txn, user_id, None, now).await?;
    }
    let action = if is_open { Action::UserReactivate } else { Action::UserDeactivate };
    audit::did(txn, action, user_id, None, None).await?;
    let since = (!is_open).then(|| user.deactivated_at.unwrap_or(now));
    let change = user::ActiveModel { deactivated_at: Set(since), ..Default::default() };
    Ok(StaffMember { user: save(txn, user_id, change).await?, roles })
}
