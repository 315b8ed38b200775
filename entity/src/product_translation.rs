//! Texts of products in other languages than the shop's own.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "product_translations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: Uuid,
    /// BCP 47: a language, or one of a country, such as de or de-AT.
    #[sea_orm(primary_key, auto_increment = false)]
    pub locale: String,
    pub name: String,
    /// Empty where the product has none.
    pub description: String,
    /// What search engines show, if it is not the name.
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    /// `provider/model`, where one drafted it and nobody changed it since.
    pub model: Option<String>,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
