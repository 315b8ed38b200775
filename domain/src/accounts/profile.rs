//! What a user sees and changes of their own account. The e-mail address stays as it was registered.

use entity::user;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::register::check_name;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ProfileChange {
    pub name: Option<String>,
}

/// # Errors
/// `NotFound`.
pub async fn profile(db: &impl ConnectionTrait, id: Uuid) -> Result<user::Model> {
    user::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "user" })
}

/// # Errors
/// `Invalid` for a name that is empty or too long; `NotFound`.
pub async fn update_profile(txn: &Txn, id: Uuid, change: ProfileChange) -> Result<user::Model> {
    let Some(name) = change.name else { return profile(txn, id).await };
    let name = name.trim().to_owned();
    check_name(&name).map_err(|wrong| Error::Invalid(vec![wrong]))?;
    user::Entity::update_many()
        .set(user::ActiveModel { name: Set(name), updated_at: Set(now()), ..Default::default() })
        .filter(user::Column::Id.eq(id))
        .exec_with_returning(txn)
        .await?
        .pop()
        .ok_or(Error::NotFound { what: "user" })
}
