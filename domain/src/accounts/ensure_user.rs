//! Accounts made by the operator: staff, administrators, and the people of the demo.

use entity::states::Role;
use entity::user;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::register::{NewUser, insert, normalize_email};
use super::staff;
use crate::error::{Error, Result};
use crate::store::Txn;

/// The account with this e-mail address, in this role: made if there is none, left alone except for its role if there
/// is one. Run twice it ends the same.
pub async fn ensure_user(txn: &Txn, new: NewUser, role: Role) -> Result<user::Model> {
    let existing = user::Entity::find().filter(user::Column::Email.eq(new.email.as_str())).one(txn).await?;
    match existing {
        Some(user) if user.role == role => Ok(user),
        Some(user) => staff::appoint(txn, user, role).await,
        None => {
            let user = insert(txn, new, Role::Customer).await?;
            if role == Role::Customer { Ok(user) } else { staff::appoint(txn, user, role).await }
        }
    }
}

/// Makes the user an administrator, staff or a customer, see [`staff::appoint`].
///
/// # Errors
/// `NotFound`; Refused `last_admin`.
pub async fn set_role(txn: &Txn, email: &str, role: Role) -> Result<user::Model> {
    let user = user::Entity::find().filter(user::Column::Email.eq(normalize_email(email))).one(txn).await?;
    staff::appoint(txn, user.ok_or(Error::NotFound { what: "user" })?, role).await
}
