//! How often a provider outside may be called by all processes together.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outside_limits")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub provider: String,
    /// The theoretical arrival time of the generic cell rate algorithm, microseconds since 1970.
    pub arrival: i64,
    /// Between two calls when they come evenly, as the process that was configured last has it.
    pub interval_micros: i64,
    /// Calls that may come at once after a quiet time.
    pub burst: i64,
}

impl ActiveModelBehavior for ActiveModel {}
