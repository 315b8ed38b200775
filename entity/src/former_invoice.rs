//! Invoices that others took the place of. They and those in force share one run of numbers.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "former_invoices")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    #[sea_orm(unique)]
    pub number: String,
    pub year: i32,
    pub sequence: i64,
    pub document: Json,
    pub total_minor: i64,
    pub currency: String,
    pub storage_key: String,
    pub sha256: Option<String>,
    pub issued_at: DateTimeUtc,
    pub replaced_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
