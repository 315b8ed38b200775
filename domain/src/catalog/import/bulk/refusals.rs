//! Rows that were refused, kept until the file of them is written. Noting one again changes nothing.

use entity::product_import_refusal as refusal;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::catalog::import::Rejected;
use crate::error::Result;

/// Rows of one statement.
pub(super) const BATCH: usize = 500;

/// `refused` with the row as it stands in the file.
pub(super) async fn note(
    db: &impl ConnectionTrait,
    import_id: Uuid,
    refused: Vec<(Rejected, String)>,
) -> Result<()> {
    // No database keeps the character NUL.
    let clean = |text: String| text.replace('\0', "\u{fffd}");
    let mut rows = refused.into_iter().map(|(rejected, text)| refusal::ActiveModel {
        import_id: Set(import_id),
        line: Set(i64::try_from(rejected.line).unwrap_or(i64::MAX)),
        sku: Set(rejected.sku.map(clean)),
        reason: Set(clean(rejected.reason)),
        record: Set(clean(text)),
    });
    loop {
        let some: Vec<_> = rows.by_ref().take(BATCH).collect();
        if some.is_empty() {
            return Ok(());
        }
        refusal::Entity::insert_many(some)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .try_insert()
            .exec_without_returning(db)
            .await?;
    }
}

pub(super) async fn count(db: &impl ConnectionTrait, import_id: Uuid) -> Result<u64> {
    let all = refusal::Entity::find().filter(refusal::Column::ImportId.eq(import_id));
    Ok(all.count(db).await?)
}

/// The next by line, behind that line.
pub(super) async fn next(
    db: &impl ConnectionTrait,
    import_id: Uuid,
    behind: i64,
) -> Result<Vec<refusal::Model>> {
    let query = refusal::Entity::find()
        .filter(refusal::Column::ImportId.eq(import_id))
        .filter(refusal::Column::Line.gt(behind))
        .order_by_asc(refusal::Column::Line)
        .limit(BATCH as u64);
    Ok(query.all(db).await?)
}
