//! Forgetting exports: their files and rows, a while after they ended.

use entity::export;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::finish::remove_parts;
use super::{Format, file_key};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::storage::{Storage, parts};
use crate::store::Store;

/// Exports of one call.
const BATCH: u64 = 100;

/// Removes the files and rows of exports that finished before `before`. Returns how many.
pub async fn prune(store: &Store, storage: &dyn Storage, before: Timestamp) -> Result<u64> {
    let old = export::Entity::find()
        .filter(export::Column::FinishedAt.lt(before))
        .limit(BATCH)
        .all(store.read())
        .await?;
    let count = old.len() as u64;
    for export in old {
        let key = file_key(export.id, Format::of(&export)?);
        parts::delete(storage, &key, u64::try_from(export.bytes).unwrap_or_default()).await?;
        remove_parts(storage, &export).await?;
        export::Entity::delete_by_id(export.id).exec(store.writer()).await?;
    }
    Ok(count)
}
