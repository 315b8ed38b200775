//! Rows of an import that were not accepted.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_import_refusals")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub import_id: Uuid,
    /// Where the row begins; the header is line 1.
    #[sea_orm(primary_key, auto_increment = false)]
    pub line: i64,
    pub sku: Option<String>,
    pub reason: String,
    /// The row as it stands in the file.
    pub record: String,
}

impl ActiveModelBehavior for ActiveModel {}
