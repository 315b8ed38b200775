//! Removing an address. Orders keep their copies.

use entity::address;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::changed;
use crate::error::{Error, Result};
use crate::store::Txn;

/// # Errors
/// `NotFound`, also when it is somebody else's.
pub async fn delete(txn: &Txn, user_id: Uuid, id: Uuid) -> Result<()> {
    let gone =
        address::Entity::delete_by_id(id).filter(address::Column::UserId.eq(user_id)).exec(txn).await?;
    if gone.rows_affected == 0 {
        return Err(Error::NotFound { what: "address" });
    }
    changed(txn, user_id, id).await
}
