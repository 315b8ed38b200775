//! Giving and taking roles.

use entity::states::Role;
use entity::{role, user, user_role};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{StaffMember, lock, require_another_admin, save, slugs};
use crate::accounts::Permissions;
use crate::accounts::access::{ADMIN, begin, require_within, roles_of, standing, union};
use crate::accounts::roles;
use crate::audit::{self, Action, Actor};
use crate::error::Result;
use crate::store::Txn;

/// Gives the user these roles and no others. It holds within seconds.
///
/// # Errors
/// `NotFound`; `Invalid` (`roles`) for one that does not exist; Refused `beyond_own_permissions`, `last_admin`.
pub async fn set_roles(txn: &Txn, by: Actor, user_id: Uuid, slugs: &[String]) -> Result<StaffMember> {
    let own = begin(txn, by).await?;
    let wanted = roles::named(txn, slugs).await?;
    let user = lock(txn, user_id).await?;
    write(txn, own, user, wanted).await
}

/// Makes the user an administrator, staff with every other role that is shipped, or a customer, as the operator says.
pub async fn appoint(txn: &Txn, user: user::Model, role: Role) -> Result<user::Model> {
    let own = begin(txn, Actor::System).await?;
    let shipped = role::Entity::find().filter(role::Column::Shipped.eq(true)).all(txn).await?;
    let wanted = shipped.into_iter().filter(|one| match role {
        Role::Admin => one.slug == ADMIN,
        Role::Staff => one.slug != ADMIN,
        Role::Customer => false,
    });
    Ok(write(txn, own, user, wanted.collect()).await?.user)
}

pub(super) async fn write(
    txn: &Txn,
    own: Permissions,
    user: user::Model,
    mut wanted: Vec<role::Model>,
) -> Result<StaffMember> {
    let had = roles_of(txn, user.id).await?;
    let (given, taken): (Vec<_>, Vec<_>) = (
        wanted.iter().filter(|role| !had.contains(role)).cloned().collect(),
        had.iter().filter(|role| !wanted.contains(role)).cloned().collect(),
    );
    require_within(own, union(&given).union(union(&taken)))?;
    if taken.iter().any(|role| role.slug == ADMIN) {
        require_another_admin(txn, user.id).await?;
    }
    wanted.sort_by(|a, b| a.slug.cmp(&b.slug));
    user_role::Entity::delete_many()
        .filter(user_role::Column::UserId.eq(user.id))
        .filter(user_role::Column::RoleId.is_in(taken.iter().map(|role| role.id)))
        .exec(txn)
        .await?;
    if !given.is_empty() {
        let rows =
            given.iter().map(|role| user_role::ActiveModel { user_id: Set(user.id), role_id: Set(role.id) });
        user_role::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    let (before, after) = (slugs(&had), slugs(&wanted));
    audit::did(txn, Action::UserSetRoles, user.id, Some(before), Some(after)).await?;
    let role = user::ActiveModel { role: Set(standing(&wanted)), ..Default::default() };
    Ok(StaffMember { user: save(txn, user.id, role).await?, roles: wanted })
}
