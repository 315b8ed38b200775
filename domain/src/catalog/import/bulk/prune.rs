//! Forgetting imports: their files and rows, a while after they ended; and what is left of transfers that broke off.

use chrono::TimeDelta;
use entity::product_import;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::finish::remove_segments;
use super::{accept, keys};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::storage::{Storage, parts};
use crate::store::Store;

/// No transfer takes so long.
const TRANSFER: TimeDelta = TimeDelta::hours(24);
/// Imports of one call.
const BATCH: u64 = 100;

/// Removes the files and rows of imports that finished before `before`. Returns how many.
pub async fn prune(store: &Store, storage: &dyn Storage, before: Timestamp) -> Result<u64> {
    let broken_off =
        product_import::Column::BatchId.is_null().and(product_import::Column::CreatedAt.lt(now() - TRANSFER));
    let old = product_import::Entity::find()
        .filter(product_import::Column::FinishedAt.lt(before).or(broken_off))
        .limit(BATCH)
        .all(store.read())
        .await?;
    let count = old.len() as u64;
    for import in old {
        if import.batch_id.is_none() {
            accept::withdraw(store, storage, import.id).await?;
            continue;
        }
        let size = |bytes: i64| u64::try_from(bytes).unwrap_or_default();
        parts::delete(storage, &import.storage_key, size(import.bytes)).await?;
        parts::delete(storage, &keys::refused(import.id), size(import.refused_bytes)).await?;
        remove_segments(storage, &import).await?;
        product_import::Entity::delete_by_id(import.id).exec(store.writer()).await?;
    }
    Ok(count)
}
