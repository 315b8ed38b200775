//! From where somebody has logged in before.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "known_places")]
pub struct Model {
    /// A hash of account and network.
    #[sea_orm(primary_key, auto_increment = false)]
    pub place: String,
    pub last_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
