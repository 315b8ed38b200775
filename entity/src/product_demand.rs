//! In how many orders of a week a product was bought, and how many units of it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_demand")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    /// The UTC Monday of the week, YYYY-MM-DD.
    #[sea_orm(primary_key, auto_increment = false)]
    pub week: String,
    pub orders: i64,
    pub units: i64,
}

impl ActiveModelBehavior for ActiveModel {}
