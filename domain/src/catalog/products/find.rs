//! One product with everything that its page shows.

use entity::states::ProductStatus;
use entity::{category, image, product, stock_level, variant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::catalog::slug::is_slug;
use crate::error::{Error, Result};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductDetail {
    pub product: product::Model,
    pub category: Option<category::Model>,
    /// By position.
    pub variants: Vec<VariantDetail>,
    /// By position; the first is the one that stands for the product.
    pub images: Vec<image::Model>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantDetail {
    pub variant: variant::Model,
    pub on_hand: i64,
    /// Promised to orders.
    pub reserved: i64,
    /// What can be bought: on hand and not reserved.
    pub available: i64,
}

/// The product with this slug or id. Only active ones are seen, unless `include_hidden`.
///
/// # Errors
/// `NotFound`.
pub async fn find_by_slug_or_id(
    db: &impl ConnectionTrait,
    key: &str,
    include_hidden: bool,
) -> Result<ProductDetail> {
    // A slug may look like an id, so a slug goes first.
    let by_slug = match is_slug(key) {
        true => product::Entity::find().filter(product::Column::Slug.eq(key)).one(db).await?,
        false => None,
    };
    let found = match (by_slug, Uuid::try_parse(key)) {
        (Some(product), _) => Some(product),
        (None, Ok(id)) => product::Entity::find_by_id(id).one(db).await?,
        (None, Err(_)) => None,
    };
    let product = found
        .filter(|product| include_hidden || product.status == ProductStatus::Active)
        .ok_or(Error::NotFound { what: "product" })?;
    let category = match product.category_id {
        Some(id) => category::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let images = image::Entity::find()
        .filter(image::Column::ProductId.eq(product.id))
        .order_by_asc(image::Column::Position)
        .order_by_asc(image::Column::Id)
        .all(db)
        .await?;
    let variants = variants_of(db, product.id).await?;
    Ok(ProductDetail { product, category, variants, images })
}

async fn variants_of(db: &impl ConnectionTrait, product_id: Uuid) -> Result<Vec<VariantDetail>> {
    let variants = variant::Entity::find()
        .filter(variant::Column::ProductId.eq(product_id))
        .order_by_asc(variant::Column::Position)
        .order_by_asc(variant::Column::Id)
        .all(db)
        .await?;
    let levels = stock_level::Entity::find()
        .filter(stock_level::Column::VariantId.is_in(variants.iter().map(|variant| variant.id)))
        .all(db)
        .await?;
    let detail = |variant: variant::Model| {
        let level = levels.iter().find(|level| level.variant_id == variant.id);
        let (on_hand, reserved) = level.map_or((0, 0), |level| (level.on_hand, level.reserved));
        VariantDetail { variant, on_hand, reserved, available: on_hand - reserved }
    };
    Ok(variants.into_iter().map(detail).collect())
}
