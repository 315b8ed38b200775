//! The shop's own shipping methods.

use crate::states::ShippingBasis;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipping_methods")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub code: String,
    pub name: String,
    /// ["id"]; none: everywhere.
    pub zone_ids: Json,
    pub basis: ShippingBasis,
    /// [{"up_to": 1000, "price_minor": 490}, {"up_to": null, "price_minor": 990}], ascending
    pub brackets: Json,
    /// Goods of at least this much are sent free of charge, minor units.
    pub free_from_minor: Option<i64>,
    /// Until it arrives.
    pub days: i32,
    /// Lower comes first.
    pub position: i32,
    pub enabled: bool,
    /// Last event version of this aggregate.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
