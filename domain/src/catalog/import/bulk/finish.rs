//! The end of an import: the counts of all chunks, and the file of what was refused. Doing it again, after a chunk that had
//! died was retried, counts anew.

use entity::product_import;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Tally, cut, keys, refusals, total};
use crate::cells;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::jobs::batches::{self, BatchState};
use crate::storage::{Storage, parts};
use crate::store::Store;

/// Sums up. An import whose batch has been opened again meanwhile is left to the next round.
pub async fn finish(store: &Store, storage: &dyn Storage, import_id: Uuid) -> Result<()> {
    let import = super::look::row(store.read(), import_id).await?;
    let batch_id = import.batch_id.ok_or(Error::NotFound { what: "import" })?;
    let batch = batches::find(store.read(), batch_id).await?;
    if batch.row.ended_at.is_none() {
        return Ok(());
    }
    let tallies: Vec<Tally> = batches::results(store.read(), batch_id, "imports.apply").await?;
    let refused = refusals::count(store.read(), import_id).await?;
    let bytes = if refused > 0 { write_refused(store, storage, import_id).await? } else { 0 };
    if batch.state() == BatchState::Succeeded {
        remove_segments(storage, &import).await?;
    }
    let change = product_import::ActiveModel {
        created: Set(total(&tallies, |tally| tally.created)),
        updated: Set(total(&tallies, |tally| tally.updated)),
        unchanged: Set(total(&tallies, |tally| tally.unchanged)),
        refused: Set(i64::try_from(refused).unwrap_or(i64::MAX)),
        refused_key: Set((refused > 0).then(|| keys::refused(import_id))),
        refused_bytes: Set(i64::try_from(bytes).unwrap_or(i64::MAX)),
        outcome: Set(Some(batch.state().as_str().to_owned())),
        finished_at: Set(Some(now())),
        ..Default::default()
    };
    product_import::Entity::update_many()
        .set(change)
        .filter(product_import::Column::Id.eq(import_id))
        .exec(store.writer())
        .await?;
    Ok(())
}

async fn write_refused(store: &Store, storage: &dyn Storage, import_id: Uuid) -> Result<u64> {
    let mut file = parts::Writer::new(storage, keys::refused(import_id), "text/csv");
    file.write(&cells::line(["line", "sku", "reason", "row"])).await?;
    let mut behind = 0;
    loop {
        let rows = refusals::next(store.read(), import_id, behind).await?;
        let Some(last) = rows.last() else { return file.finish().await };
        behind = last.line;
        for row in rows {
            let line = row.line.to_string();
            let sku = row.sku.as_deref().unwrap_or_default();
            file.write(&cells::line([line.as_str(), sku, &row.reason, &row.record])).await?;
        }
    }
}

/// Removes the chunks' files.
pub(super) async fn remove_segments(storage: &dyn Storage, import: &product_import::Model) -> Result<()> {
    for chunk in 0..cut::chunk_count(import.bytes) {
        for segment in 0..u32::try_from(import.segments).unwrap_or_default() {
            storage.delete(&keys::segment(import.id, chunk, segment)).await?;
        }
    }
    Ok(())
}
