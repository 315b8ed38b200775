//! Forgetting files whose time is over, with what runs that were broken off left behind.

use entity::data_export;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::file_key;
use crate::clock::Timestamp;
use crate::error::Result;
use crate::storage::{Storage, parts};
use crate::store::Store;

/// Files of one call.
const BATCH: u64 = 100;

/// Removes files and rows that expired before `now`. Returns how many.
pub async fn prune(store: &Store, storage: &dyn Storage, now: Timestamp) -> Result<u64> {
    let old = data_export::Entity::find()
        .filter(data_export::Column::ExpiresAt.lt(now))
        .order_by_asc(data_export::Column::ExpiresAt)
        .limit(BATCH)
        .all(store.read())
        .await?;
    let count = old.len() as u64;
    for export in old {
        for generation in 1..=export.generation {
            parts::delete_leftovers(storage, &file_key(export.id, generation)).await?;
        }
        data_export::Entity::delete_by_id(export.id).exec(store.writer()).await?;
    }
    Ok(count)
}
