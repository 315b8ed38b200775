//! How far imports of lines have come that have not ended.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "line_imports")]
pub struct Model {
    /// A digest of the beginning of the file and its length.
    #[sea_orm(primary_key, auto_increment = false)]
    pub file: String,
    /// Lines that are worked in.
    pub lines: i64,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
