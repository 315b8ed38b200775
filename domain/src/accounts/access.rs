//! Who may do what at this moment: what roles, and closed accounts, come to.
//!
//! Roles, who has them and closed accounts change under the revision of [`Subject::Access`], one after the other; so of
//! two administrators who dismiss each other at once, one is refused.

use std::collections::{HashMap, HashSet};

use entity::states::Role;
use entity::{api_key, role, second_factor, user, user_role};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use serde_json::Value;
use uuid::Uuid;

use super::{Permissions, api_keys};
use crate::audit::Actor;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::revisions::{self, Subject};
use crate::store::Txn;

/// The slug of the role that may do everything.
pub const ADMIN: &str = "admin";

/// Everybody who may do more, or less, than a customer. Who is not in it is a customer.
#[derive(Debug, Default)]
pub struct Access {
    staff: HashMap<Uuid, Permissions>,
    /// Staff with a second factor.
    protected: HashSet<Uuid>,
    deactivated: HashSet<Uuid>,
    /// By hash; without those that are revoked.
    keys: HashMap<String, (Uuid, Permissions, Option<Timestamp>)>,
}

impl Access {
    /// What the user may do; `None` when the account is closed.
    pub fn of(&self, user_id: Uuid) -> Option<Permissions> {
        (!self.deactivated.contains(&user_id)).then(|| self.staff.get(&user_id).copied().unwrap_or_default())
    }

    /// Whether somebody of the staff logs in with a second factor.
    pub fn is_protected(&self, user_id: Uuid) -> bool {
        self.protected.contains(&user_id)
    }

    /// The id of this key and what it allows; `None` when it is unknown, revoked or expired.
    pub fn of_key(&self, key: &str) -> Option<(Uuid, Permissions)> {
        let (id, scopes, expires_at) = self.keys.get(&api_keys::hash(key))?;
        expires_at.is_none_or(|at| at > now()).then_some((*id, *scopes))
    }
}

/// Everybody's access, in five queries.
pub async fn access(db: &impl ConnectionTrait) -> Result<Access> {
    let roles = role::Entity::find().all(db).await?;
    let roles: HashMap<Uuid, Permissions> = roles.iter().map(|role| (role.id, allowed(role))).collect();
    let mut access = Access::default();
    for row in user_role::Entity::find().all(db).await? {
        let permissions = access.staff.entry(row.user_id).or_default();
        *permissions = permissions.union(roles.get(&row.role_id).copied().unwrap_or_default());
    }
    let closed = user::Entity::find().select_only().column(user::Column::Id);
    let closed = closed.filter(user::Column::DeactivatedAt.is_not_null()).into_tuple::<Uuid>();
    access.deactivated = closed.all(db).await?.into_iter().collect();
    let staff = user_role::Entity::find().select_only().column(user_role::Column::UserId).into_query();
    let protected = second_factor::Entity::find().select_only().column(second_factor::Column::UserId);
    let protected = protected
        .filter(second_factor::Column::ConfirmedAt.is_not_null())
        .filter(second_factor::Column::UserId.in_subquery(staff))
        .into_tuple::<Uuid>();
    access.protected = protected.all(db).await?.into_iter().collect();
    let keys = api_key::Entity::find().filter(api_key::Column::RevokedAt.is_null()).all(db).await?;
    let keys = keys.into_iter().map(|key| {
        let scopes = api_keys::scopes(&key);
        (key.key_hash, (key.id, scopes, key.expires_at))
    });
    access.keys = keys.collect();
    Ok(access)
}

/// What the role allows.
pub fn allowed(role: &role::Model) -> Permissions {
    if role.slug == ADMIN {
        return Permissions::all();
    }
    let names = role.permissions.as_array().into_iter().flatten();
    Permissions::from_names(names.filter_map(Value::as_str))
}

/// The roles of a user, by name.
pub async fn roles_of(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<role::Model>> {
    let theirs = user_role::Entity::find()
        .select_only()
        .column(user_role::Column::RoleId)
        .filter(user_role::Column::UserId.eq(user_id))
        .into_query();
    let mut roles = role::Entity::find().filter(role::Column::Id.in_subquery(theirs)).all(db).await?;
    roles.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(roles)
}

/// What a user may do.
pub async fn permissions_of(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Permissions> {
    Ok(union(&roles_of(db, user_id).await?))
}

pub(super) fn union(roles: &[role::Model]) -> Permissions {
    roles.iter().map(allowed).fold(Permissions::NONE, Permissions::union)
}

/// What is written down with the user of these roles.
pub(super) fn standing(roles: &[role::Model]) -> Role {
    match roles {
        [] => Role::Customer,
        roles if roles.iter().any(|role| role.slug == ADMIN) => Role::Admin,
        _ => Role::Staff,
    }
}

/// Begins a change of who may do what, and returns what the one who makes it may do.
pub(super) async fn begin(txn: &Txn, by: Actor) -> Result<Permissions> {
    revisions::begin(txn, Subject::Access).await?;
    match by {
        Actor::User(id) => permissions_of(txn, id).await,
        Actor::ApiKey(_) => Ok(Permissions::NONE),
        Actor::System => Ok(Permissions::all()),
    }
}

/// # Errors
/// Refused `beyond_own_permissions`: nobody gives or takes what they do not have.
pub(super) fn require_within(own: Permissions, moved: Permissions) -> Result<()> {
    if own.includes(moved) {
        return Ok(());
    }
    let missing: Vec<_> = moved.names().into_iter().filter(|name| !own.names().contains(name)).collect();
    let detail =
        format!("you can only give and take what you have yourself; you lack {}", missing.join(", "));
    Err(Error::refused("beyond_own_permissions", detail))
}
