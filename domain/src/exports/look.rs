//! Looking at exports.

use entity::export;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::What;
use crate::error::{Error, Result};
use crate::jobs::batches::{self, Batch};

/// An export and how far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    pub row: export::Model,
    /// While it is kept.
    pub batch: Option<Batch>,
}

impl Export {
    /// `running`, or how it ended: `succeeded`, `failed` (a part could not be written) or `cancelled`.
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
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Export> {
    with_batch(db, row(db, id).await?).await
}

/// The newest of those kinds, older than `before` if given.
pub async fn list(
    db: &impl ConnectionTrait,
    what: &[What],
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Export>> {
    let mut query = export::Entity::find()
        .filter(export::Column::What.is_in(what.iter().map(|what| what.as_str())))
        .order_by_desc(export::Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(export::Column::Id.lt(before));
    }
    let mut exports = Vec::new();
    for row in query.all(db).await? {
        exports.push(with_batch(db, row).await?);
    }
    Ok(exports)
}

async fn with_batch(db: &impl ConnectionTrait, row: export::Model) -> Result<Export> {
    match batches::find(db, row.batch_id).await {
        Ok(batch) => Ok(Export { row, batch: Some(batch) }),
        Err(Error::NotFound { .. }) => Ok(Export { row, batch: None }),
        Err(error) => Err(error),
    }
}

pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<export::Model> {
    export::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "export" })
}
