//! Staff: people with roles. Appointed, dismissed and closed by those who may, and never beyond what these have
//! themselves. One administrator is always left.

mod appoint;
mod close;
mod create;
mod list;

pub use appoint::{appoint, set_roles};
pub use close::{deactivate, reactivate};
pub use create::create;
pub use list::{StaffFilter, find, list};

use entity::states::Role;
use entity::{role, user};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// Somebody with their roles.
#[derive(Debug, Clone)]
pub struct StaffMember {
    pub user: user::Model,
    /// By slug.
    pub roles: Vec<role::Model>,
}

pub(super) async fn lock(txn: &Txn, user_id: Uuid) -> Result<user::Model> {
    let user = user::Entity::find_by_id(user_id).lock(LockType::NoKeyUpdate).one(txn).await?;
    user.ok_or(Error::NotFound { what: "user" })
}

/// Writes a change of the user and announces it.
pub(super) async fn save(txn: &Txn, user_id: Uuid, change: user::ActiveModel) -> Result<user::Model> {
    use sea_orm::ActiveValue::Set;
    let user = user::Entity::update_many()
        .col_expr(user::Column::Version, Expr::col(user::Column::Version).add(1))
        .set(user::ActiveModel { updated_at: Set(now()), ..change })
        .filter(user::Column::Id.eq(user_id))
        .exec_with_returning(txn)
        .await?
        .pop()
        .ok_or(Error::NotFound { what: "user" })?;
    events::record(txn, &Event::CustomerChanged { user_id }, user.version).await?;
    Ok(user)
}

/// Announces something about the user that is not in their row, as the next version of them.
pub(super) async fn announce(txn: &Txn, user_id: Uuid, event: &Event) -> Result<()> {
    let user = user::Entity::update_many()
        .col_expr(user::Column::Version, Expr::col(user::Column::Version).add(1))
        .filter(user::Column::Id.eq(user_id))
        .exec_with_returning(txn)
        .await?
        .pop()
        .ok_or(Error::NotFound { what: "user" })?;
    events::record(txn, event, user.version).await
}

/// # Errors
/// Refused `last_admin` when no administrator would be left without this one.
async fn require_another_admin(txn: &Txn, user_id: Uuid) -> Result<()> {
    let others = user::Entity::find()
        .filter(user::Column::Role.eq(Role::Admin))
        .filter(user::Column::DeactivatedAt.is_null())
        .filter(user::Column::Id.ne(user_id))
        .count(txn)
        .await?;
    if others == 0 {
        return Err(Error::refused(
            "last_admin",
            "this is the last administrator; appoint another one first",
        ));
    }
    Ok(())
}

fn slugs(roles: &[role::Model]) -> Value {
    let mut slugs: Vec<&str> = roles.iter().map(|role| role.slug.as_str()).collect();
    slugs.sort_unstable();
    json!({ "roles": slugs })
}
