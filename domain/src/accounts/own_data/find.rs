//! Looking at what was asked for, and at the file.

use entity::data_export;
use entity::states::DataExportState;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::file_key;
use crate::clock::now;
use crate::error::{Error, Result};

/// Of one customer, at most. There are fewer: they go after some days, and may be asked for a few times a day.
const MOST: u64 = 100;

/// The customer's, newest first.
pub async fn list(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Vec<data_export::Model>> {
    Ok(data_export::Entity::find()
        .filter(data_export::Column::UserId.eq(user_id))
        .filter(data_export::Column::ExpiresAt.gt(now()))
        .order_by_desc(data_export::Column::CreatedAt)
        .order_by_desc(data_export::Column::Id)
        .limit(MOST)
        .all(db)
        .await?)
}

/// # Errors
/// `NotFound`, also when it is somebody else's or its time is over.
pub async fn find(db: &impl ConnectionTrait, user_id: Uuid, id: Uuid) -> Result<data_export::Model> {
    let row = data_export::Entity::find_by_id(id)
        .filter(data_export::Column::UserId.eq(user_id))
        .filter(data_export::Column::ExpiresAt.gt(now()))
        .one(db)
        .await?;
    row.ok_or(Error::NotFound { what: "export" })
}

/// Where the file is in [parts](crate::storage::parts), and how many bytes it has.
///
/// # Errors
/// `NotFound` as [`find`], and while there is no file.
pub async fn file(db: &impl ConnectionTrait, user_id: Uuid, id: Uuid) -> Result<(String, u64)> {
    let row = find(db, user_id, id).await?;
    if row.state != DataExportState::Ready {
        return Err(Error::NotFound { what: "file; it is there when your data is gathered" });
    }
    Ok((file_key(row.id, row.generation), u64::try_from(row.bytes).unwrap_or_default()))
}

/// Whether a mail that says so is still true.
pub(crate) async fn is_there(db: &impl ConnectionTrait, id: Uuid) -> Result<bool> {
    let row = data_export::Entity::find_by_id(id).one(db).await?;
    Ok(row.is_some_and(|row| row.state == DataExportState::Ready && row.expires_at > now()))
}
