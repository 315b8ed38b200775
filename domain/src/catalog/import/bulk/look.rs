//! Looking at imports.

use entity::product_import;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Tally, total};
use crate::error::{Error, Result};
use crate::jobs::batches::{self, Batch};

/// An import and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Its counts are those of all rows that have been worked in so far.
    pub row: product_import::Model,
    /// While it is kept.
    pub batch: Option<Batch>,
}

impl Import {
    /// `running`, or how it ended: `succeeded`, `failed` (a chunk is dead) or `cancelled`.
    pub fn state(&self) -> &str {
        batches::state_of(self.row.outcome.as_deref(), self.batch.as_ref())
    }
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Import> {
    let row = row(db, id).await?;
    let batch_id = row.batch_id.ok_or(Error::NotFound { what: "import" })?;
    let batch = batches::find_all(db, vec![batch_id]).await?.remove(&batch_id);
    Ok(Import { row: with_counts(db, row, batch_id).await?, batch })
}

/// The newest, older than `before` if given.
pub async fn list(db: &impl ConnectionTrait, before: Option<Uuid>, limit: u64) -> Result<Vec<Import>> {
    let mut query = product_import::Entity::find()
        .filter(product_import::Column::BatchId.is_not_null())
        .order_by_desc(product_import::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(product_import::Column::Id.lt(before));
    }
    let rows = query.all(db).await?;
    let mut batches = batches::find_all(db, rows.iter().filter_map(|row| row.batch_id).collect()).await?;
    let mut imports = Vec::with_capacity(rows.len());
    for row in rows {
        if let Some(batch_id) = row.batch_id {
            let row = with_counts(db, row, batch_id).await?;
            imports.push(Import { row, batch: batches.remove(&batch_id) });
        }
    }
    Ok(imports)
}

/// Of an import that runs: what its chunks have come to so far.
async fn with_counts(
    db: &impl ConnectionTrait,
    mut row: product_import::Model,
    batch_id: Uuid,
) -> Result<product_import::Model> {
    if row.finished_at.is_none() {
        let tallies: Vec<Tally> = batches::results(db, batch_id, "imports.apply").await?;
        row.created = total(&tallies, |tally| tally.created);
        row.updated = total(&tallies, |tally| tally.updated);
        row.unchanged = total(&tallies, |tally| tally.unchanged);
        row.refused = i64::try_from(super::refusals::count(db, row.id).await?).unwrap_or(i64::MAX);
    }
    Ok(row)
}

pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<product_import::Model> {
    product_import::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "import" })
}
