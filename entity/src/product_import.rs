//! Files of products that staff sent in: where the file is, the batch that works it in, and what came of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_imports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub created_by: Uuid,
    /// Where the file is.
    pub storage_key: String,
    pub bytes: i64,
    pub currency: String,
    /// Null until the file is there as a whole.
    pub batch_id: Option<Uuid>,
    /// Files of the chunk that has the most, once it is cut into chunks.
    pub segments: i32,
    /// Without the header; 0 until the file is cut into chunks.
    pub rows: i64,
    /// These four are set when the import has ended.
    pub created: i64,
    pub updated: i64,
    pub unchanged: i64,
    pub refused: i64,
    /// Where the file of refused rows is, if there are any.
    pub refused_key: Option<String>,
    pub refused_bytes: i64,
    /// How it ended.
    pub outcome: Option<String>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
