//! Files of all that is kept about a customer, which they asked for.

use crate::states::DataExportState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "data_exports")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub user_id: Uuid,
    pub state: DataExportState,
    /// Orders that are to be told; 0 until that is known.
    pub orders_total: i64,
    /// Orders that are in the file already.
    pub orders_told: i64,
    /// Of the whole file; 0 until it is.
    pub bytes: i64,
    /// The run of the job that writes the file, or wrote it: each writes one of its own.
    pub generation: i32,
    pub created_at: DateTimeUtc,
    pub ready_at: Option<DateTimeUtc>,
    /// From then on there is no file any more.
    pub expires_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
