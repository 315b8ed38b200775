//! Credit notes: what of an invoice was taken back. Numbers have no gaps within a year.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "credit_notes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    /// The invoice that is credited, in force or a former one.
    pub invoice_id: Uuid,
    pub invoice_number: String,
    /// Why; `None` when another invoice takes the place of this one.
    #[sea_orm(unique)]
    pub refund_id: Option<Uuid>,
    #[sea_orm(unique)]
    pub number: String,
    pub year: i32,
    pub sequence: i64,
    pub reason: String,
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
