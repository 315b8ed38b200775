//! Zones: where parcels go, as taxes and shipping methods distinguish it.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "zones")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: String,
    /// ["DE", "AT"], ISO 3166-1 alpha-2; none: everywhere that no other zone is.
    pub countries: Json,
    /// ["Bavaria"], as addresses say it; none: the whole countries.
    pub regions: Json,
    /// ["10", "1211"]; none: all postal codes.
    pub postal_prefixes: Json,
    /// [{"tax_class": "reduced", "rate_bp": 700}]
    pub tax_rates: Json,
    /// Last event version of this aggregate.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
