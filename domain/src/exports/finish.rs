//! Joining the parts of an export into one file. There is none while a part is missing.

use entity::export;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::parts::Written;
use super::{Format, What, file_key, orders, part_key, products};
use crate::clock::now;
use crate::error::Result;
use crate::jobs::batches::{self, BatchState};
use crate::storage::{Storage, parts};
use crate::store::Store;

/// Joins. An export whose batch has been opened again meanwhile is left to the next round.
pub async fn finish(store: &Store, storage: &dyn Storage, export_id: Uuid) -> Result<()> {
    let export = super::look::row(store.read(), export_id).await?;
    let batch = batches::find(store.read(), export.batch_id).await?;
    if batch.row.ended_at.is_none() || export.file_key.is_some() {
        return Ok(());
    }
    let format = Format::of(&export)?;
    let is_whole = batch.state() == BatchState::Succeeded;
    let bytes = if is_whole { join(storage, &export).await? } else { 0 };
    let written: Vec<Written> = batches::results(store.read(), export.batch_id, "exports.write").await?;
    let change = export::ActiveModel {
        rows: Set(written.iter().map(|written| written.rows).sum()),
        file_key: Set(is_whole.then(|| file_key(export_id, format))),
        bytes: Set(i64::try_from(bytes).unwrap_or(i64::MAX)),
        outcome: Set(Some(batch.state().as_str().to_owned())),
        finished_at: Set(Some(now())),
        ..Default::default()
    };
    export::Entity::update_many()
        .set(change)
        .filter(export::Column::Id.eq(export_id))
        .exec(store.writer())
        .await?;
    if is_whole {
        remove_parts(storage, &export).await?;
    }
    Ok(())
}

async fn join(storage: &dyn Storage, export: &export::Model) -> Result<u64> {
    let format = Format::of(export)?;
    let mut file = parts::Writer::new(storage, file_key(export.id, format), format.content_type());
    let header = match What::of(export)? {
        What::Products => format.header(&products::HEADER),
        What::Orders => format.header(&orders::HEADER),
    };
    file.write(&header).await?;
    for part in 0..u32::try_from(export.parts).unwrap_or_default() {
        file.write(&storage.get(&part_key(export.id, part)).await?).await?;
    }
    file.finish().await
}

/// Removes what jobs wrote. What is left if this breaks off goes with the export.
pub(super) async fn remove_parts(storage: &dyn Storage, export: &export::Model) -> Result<()> {
    for part in 0..u32::try_from(export.parts).unwrap_or_default() {
        storage.delete(&part_key(export.id, part)).await?;
    }
    Ok(())
}
