//! Invoices. Numbers have no gaps within a year.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invoices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub order_id: Uuid,
    #[sea_orm(unique)]
    pub number: String,
    pub year: i32,
    pub sequence: i64,
    /// Everything the PDF shows, frozen.
    pub document: Json,
    pub total_minor: i64,
    pub currency: String,
    pub storage_key: String,
    /// SHA-256 of the PDF, hex, once it is stored.
    pub sha256: Option<String>,
    pub issued_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
