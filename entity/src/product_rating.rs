//! Read model: how many published reviews of a product give how many stars. No row: there are none.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_ratings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    pub ones: i64,
    pub twos: i64,
    pub threes: i64,
    pub fours: i64,
    pub fives: i64,
}

impl ActiveModelBehavior for ActiveModel {}
