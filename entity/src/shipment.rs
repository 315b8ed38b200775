//! Parcels of orders.

use crate::states::ShipmentState;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "shipments")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub order_id: Uuid,
    /// The order's number and a count.
    #[sea_orm(unique)]
    pub number: String,
    pub state: ShipmentState,
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    pub tracking_url: Option<String>,
    pub shipped_at: DateTimeUtc,
    pub delivered_at: Option<DateTimeUtc>,
    pub returned_at: Option<DateTimeUtc>,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
