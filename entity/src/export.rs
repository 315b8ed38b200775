//! Files of products or orders that were asked for: what is in them, the batch that writes them, and where they are.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// products or orders.
    pub what: String,
    /// Orders placed from here (inclusive)
    pub from_at: Option<DateTimeUtc>,
    /// and before.
    pub to_at: Option<DateTimeUtc>,
    /// Null for the timetable.
    pub created_by: Option<Uuid>,
    pub batch_id: Uuid,
    /// Jobs that write a part; 0 until that is known.
    pub parts: i32,
    /// Without the header; 0 until it has ended.
    pub rows: i64,
    /// Where the file is, when it is whole.
    pub file_key: Option<String>,
    pub bytes: i64,
    /// How it ended.
    pub outcome: Option<String>,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
    /// {"order_states": ["placed"]}: what it is narrowed to.
    pub filter: Option<Json>,
    /// csv or json_lines.
    pub format: String,
}

impl ActiveModelBehavior for ActiveModel {}
