//! Seeing who has roles.

use std::collections::HashMap;

use entity::states::Role;
use entity::{role, user, user_role};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::StaffMember;
use crate::accounts::access::roles_of;
use crate::error::{Error, Result};

/// What is `None` does not matter.
#[derive(Debug, Clone, Default)]
pub struct StaffFilter {
    /// With the role of this slug.
    pub role: Option<String>,
    /// Whose account is open, or closed.
    pub is_active: Option<bool>,
    /// In the e-mail address.
    pub email: Option<String>,
    /// By e-mail address, backwards.
    pub backwards: bool,
}

/// By e-mail address, after that of an earlier page if given, in three queries.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: &StaffFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<StaffMember>> {
    use user::Column;
    let order = if filter.backwards { Order::Desc } else { Order::Asc };
    let mut query = user::Entity::find()
        .filter(Column::Role.ne(Role::Customer))
        .order_by(Column::Email, order)
        .limit(limit);
    if let Some(email) = &filter.email {
        query = query.filter(Column::Email.contains(email.to_lowercase()));
    }
    match filter.is_active {
        Some(true) => query = query.filter(Column::DeactivatedAt.is_null()),
        Some(false) => query = query.filter(Column::DeactivatedAt.is_not_null()),
        None => {}
    }
    if let Some(slug) = &filter.role {
        let role = role::Entity::find().select_only().column(role::Column::Id);
        let role = role.filter(role::Column::Slug.eq(slug.as_str())).into_query();
        let theirs = user_role::Entity::find()
            .select_only()
            .column(user_role::Column::UserId)
            .filter(user_role::Column::RoleId.in_subquery(role))
            .into_query();
        query = query.filter(Column::Id.in_subquery(theirs));
    }
    if let Some(after) = after {
        query =
            query.filter(if filter.backwards { Column::Email.lt(after) } else { Column::Email.gt(after) });
    }
    with_roles(db, query.all(db).await?).await
}

/// Anybody with an account: customers have no roles.
///
/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, user_id: Uuid) -> Result<StaffMember> {
    let user = user::Entity::find_by_id(user_id).one(db).await?.ok_or(Error::NotFound { what: "user" })?;
    Ok(StaffMember { user, roles: roles_of(db, user_id).await? })
}

async fn with_roles(db: &impl ConnectionTrait, users: Vec<user::Model>) -> Result<Vec<StaffMember>> {
    let roles: HashMap<Uuid, role::Model> =
        role::Entity::find().all(db).await?.into_iter().map(|role| (role.id, role)).collect();
    let ids = users.iter().map(|user| user.id);
    let theirs = user_role::Entity::find().filter(user_role::Column::UserId.is_in(ids)).all(db).await?;
    let mut members: Vec<StaffMember> =
        users.into_iter().map(|user| StaffMember { user, roles: Vec::new() }).collect();
    for member in &mut members {
        let mine = theirs.iter().filter(|row| row.user_id == member.user.id);
        member.roles = mine.filter_map(|row| roles.get(&row.role_id).cloned()).collect();
        member.roles.sort_by(|a, b| a.slug.cmp(&b.slug));
    }
    Ok(members)
}
