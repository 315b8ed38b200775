//! Looking at imports.

use entity::product_import;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Tally;
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
        let is_reopened = self.batch.as_ref().is_some_and(|batch| batch.row.ended_at.is_none());
        match (&self.row.outcome, is_reopened) {
            (Some(outcome), false) => outcome,
            _ => "running",
        }
    }
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Import> {
    let row = row(db, id).await?;
    let batch_id = row.batch_id.ok_or(Error::NotFound { what: "import" })?;
    with_batch(db, row, batch_id).await
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
    let mut imports = Vec::new();
    for row in query.all(db).await? {
        if let Some(batch_id) = row.batch_id {
            imports.push(with_batch(db, row, batch_id).await?);
        }
    }
    Ok(imports)
}

async fn with_batch(
    db: &impl ConnectionTrait,
    mut row: product_import::Model,
    batch_id: Uuid,
) -> Result<Import> {
    let batch = match batches::find(db, batch_id).await {
        Ok(batch) => Some(batch),
        Err(Error::NotFound { .. }) => None,
        Err(error) => return Err(error),
    };
    if row.finished_at.is_none() {
        let tallies: Vec<Tally> = batches::results(db, batch_id, "imports.apply").await?;
        let sum =
            |of: fn(&Tally) -> u64| i64::try_from(tallies.iter().map(of).sum::<u64>()).unwrap_or(i64::MAX);
        row.created = sum(|tally| tally.created);
        row.updated = sum(|tally| tally.updated);
        row.unchanged = sum(|tally| tally.unchanged);
        row.refused = i64::try_from(super::refusals::count(db, row.id).await?).unwrap_or(i64::MAX);
    }
    Ok(Import { row, batch })
}

pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<product_import::Model> {
    product_import::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "import" })
}
