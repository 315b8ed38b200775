//! Products. What is sold is a variant; a product groups variants.

use crate::states::ProductStatus;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub category_id: Option<Uuid>,
    /// No foreign key: kept by the domain.
    pub brand_id: Option<Uuid>,
    /// `~`, the id, `~` and the slug once it is deleted.
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    pub description: String,
    pub status: ProductStatus,
    /// Tax included in the price, in basis points: 1900 is 19 %.
    pub tax_rate_bp: i32,
    /// Lower-cased name, description and skus, for the text filter.
    pub search_text: String,
    /// Lowest variant price in minor units; kept with the variants. Null without variants.
    pub price_from_minor: Option<i64>,
    pub currency: Option<String>,
    /// What search engines show, if it is not the name.
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    /// From then on it is on sale, while the status is `scheduled`.
    pub publish_at: Option<DateTimeUtc>,
    /// From then on it is not, while the status is `scheduled` or `active`.
    pub unpublish_at: Option<DateTimeUtc>,
    pub deleted_at: Option<DateTimeUtc>,
    /// Last event version of this aggregate.
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}

impl ActiveModelBehavior for ActiveModel {}
