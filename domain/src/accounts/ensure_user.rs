//! Accounts made by the operator: staff, administrators, and the people of the demo.

use entity::states::Role;
use entity::user;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::register::{NewUser, insert, normalize_email};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// The account with this e-mail address, in this role: made if there is none, left alone except for its role if there
/// is one. Run twice it ends the same.
pub async fn ensure_user(txn: &Txn, new: NewUser, role: Role) -> Result<user::Model> {
    let existing = user::Entity::find().filter(user::Column::Email.eq(new.email.as_str())).one(txn).await?;
    match existing {
        None => insert(txn, new, role).await,
        Some(user) if user.role == role => Ok(user),
        Some(user) => set_role(txn, &user.email, role).await,
    }
}

/// Gives the user another role. It holds for access tokens issued from now on.
///
/// # Errors
/// `NotFound`.
pub async fn set_role(txn: &Txn, email: &str, role: Role) -> Result<user::Model> {
    let existing =
        user::Entity::find().filter(user::Column::Email.eq(normalize_email(email))).one(txn).await?;
    let before = existing.ok_or(Error::NotFound { what: "user" })?;
    let after = user::Entity::update_many()
        .set(user::ActiveModel { role: Set(role), updated_at: Set(now()), ..Default::default() })
        .filter(user::Column::Id.eq(before.id))
        .exec_with_returning(txn)
        .await?
        .pop()
        .ok_or(Error::NotFound { what: "user" })?;
    audit::changed(txn, Action::UserSetRole, &before, &after).await?;
    Ok(after)
}
