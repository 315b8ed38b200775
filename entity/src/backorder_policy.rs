//! Whether a variant is sold beyond what is there, and how much of it was. No row: it is not, and none was.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "backorder_policies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub variant_id: Uuid,
    pub allowed: bool,
    /// No more than so many are owed at a time. `None`: as many as are wanted.
    pub most: Option<i64>,
    /// When more of it is expected.
    pub expected_at: Option<DateTimeUtc>,
    /// Units promised to orders that are not there: the sum of `owed` of its backorders.
    pub owed: i64,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
