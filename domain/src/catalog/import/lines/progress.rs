//! How far an import is, noted in the transactions that bring it further.

use entity::line_import;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use sha2::Sha256;

use crate::clock::now;
use crate::error::Result;
use crate::store::{Store, Txn};

/// By what a file is known again: all of its lines.
#[derive(Default)]
pub(super) struct Digest(Sha256);

impl Digest {
    pub fn add(&mut self, line: &str) {
        sha2::Digest::update(&mut self.0, line.as_bytes());
    }

    pub fn finish(self) -> String {
        let bytes = sha2::Digest::finalize(self.0);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Lines that are worked in.
pub(super) async fn done(db: &impl ConnectionTrait, file: &str) -> Result<u64> {
    let row = line_import::Entity::find_by_id(file).one(db).await?;
    Ok(row.map_or(0, |row| u64::try_from(row.lines).unwrap_or_default()))
}

pub(super) async fn note(txn: &Txn, file: &str, lines: u64) -> Result<()> {
    let row = line_import::ActiveModel {
        file: Set(file.to_owned()),
        lines: Set(i64::try_from(lines).unwrap_or(i64::MAX)),
        updated_at: Set(now()),
    };
    let overwrite = OnConflict::column(line_import::Column::File)
        .update_columns([line_import::Column::Lines, line_import::Column::UpdatedAt])
        .to_owned();
    line_import::Entity::insert(row).on_conflict(overwrite).exec_without_returning(txn).await?;
    Ok(())
}

/// It is over.
pub(super) async fn forget(store: &Store, file: &str) -> Result<()> {
    line_import::Entity::delete_by_id(file).exec(store.writer()).await?;
    Ok(())
}
