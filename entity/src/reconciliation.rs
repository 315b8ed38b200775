//! Reports that compare our books with those of a provider.

use crate::states::ReportState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "reconciliations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub provider: String,
    /// Payments made from then on …
    pub from_at: DateTimeUtc,
    /// … and before then.
    pub until_at: DateTimeUtc,
    pub state: ReportState,
    /// Payments that were looked at, on either side.
    pub compared: i64,
    pub differing: i64,
    /// The first of them.
    pub differences: Json,
    pub created_at: DateTimeUtc,
    pub finished_at: Option<DateTimeUtc>,
}

impl ActiveModelBehavior for ActiveModel {}
