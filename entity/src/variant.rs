//! Variants: what a shopper buys, with its own sku and price.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "variants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub product_id: Uuid,
    /// `~`, the id of the product, `~` and the sku once the product is deleted.
    #[sea_orm(unique)]
    pub sku: String,
    pub name: String,
    /// Tax included, minor units.
    pub price_minor: i64,
    pub currency: String,
    pub weight_g: i32,
    pub position: i32,
    /// The value of each option of the product, by code.
    pub option_values: Option<Json>,
    /// The same as text; each combination is there once in a product.
    pub option_key: Option<String>,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
