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
        batches::state_of(self.row.outcome.as_deref(), self.batch.as_ref())
    }
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Export> {
    let row = row(db, id).await?;
    let batch = batches::find_all(db, vec![row.batch_id]).await?.remove(&row.batch_id);
    Ok(Export { row, batch })
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
    let rows = query.all(db).await?;
    let mut batches = batches::find_all(db, rows.iter().map(|row| row.batch_id).collect()).await?;
    Ok(rows.into_iter().map(|row| Export { batch: batches.remove(&row.batch_id), row }).collect())
}

pub(super) async fn row(db: &impl ConnectionTrait, id: Uuid) -> Result<export::Model> {
    export::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "export" })
}
