//! One product with everything that its page shows.

use std::collections::HashMap;

use entity::states::SlugKind;
use entity::{brand, category, image, product, stock_level, variant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::delete::unmarked;
use super::list::ProductSummary;
use crate::catalog::attributes::{self, Attribute, ProductValue};
use crate::catalog::images::{Picture, with_files};
use crate::catalog::slug::is_slug;
use crate::catalog::visible::is_visible;
use crate::catalog::{former_slugs, related, tags};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::inventory::{self, Beyond, BundlePart};
use crate::reviews::{self, Rating};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductDetail {
    pub product: product::Model,
    pub category: Option<category::Model>,
    pub brand: Option<brand::Model>,
    /// In the order of the alphabet.
    pub tags: Vec<String>,
    /// By position of the attribute.
    pub values: Vec<ProductValue>,
    /// In their order; with the choices that a variant has.
    pub options: Vec<Attribute>,
    /// By position.
    pub variants: Vec<VariantDetail>,
    /// By position; the first is the one that stands for the product.
    pub images: Vec<Picture>,
    /// What goes with it and shoppers see, in the order of staff.
    pub related: Vec<ProductSummary>,
    /// What its reviews come to, if there are any.
    pub rating: Option<Rating>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantDetail {
    pub variant: variant::Model,
    pub on_hand: i64,
    /// Promised to orders.
    pub reserved: i64,
    /// What can be bought: on hand and not reserved.
    pub available: i64,
    /// What can be bought beyond it.
    pub beyond: Option<Beyond>,
    /// What it consists of, if it is a bundle.
    pub parts: Vec<BundlePart>,
}

/// The product with this slug or id. Only what is published is seen, unless `include_hidden`; what is deleted, then too,
/// by its id. At most twenty-four queries.
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
        .filter(|product| include_hidden || is_visible(product, now()))
        .ok_or(Error::NotFound { what: "product" })?;
    let category = match product.category_id {
        Some(id) => category::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let brand = match product.brand_id {
        Some(id) => brand::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let images = image::Entity::find()
        .filter(image::Column::ProductId.eq(product.id))
        .order_by_asc(image::Column::Position)
        .order_by_asc(image::Column::Id)
        .all(db)
        .await?;
    let images = with_files(db, images).await?;
    let variants = variants_of(db, product.id).await?;
    let options = options_of(db, product.id, &variants).await?;
    Ok(ProductDetail {
        tags: tags::of_product(db, product.id).await?,
        values: attributes::values_of(db, product.id).await?,
        related: related::of_product(db, product.id).await?,
        rating: reviews::ratings(db, [product.id]).await?.remove(&product.id),
        product,
        category,
        brand,
        options,
        variants,
        images,
    })
}

/// The slug that the product that had this one before has now, if shoppers see it.
pub async fn moved_to(db: &impl ConnectionTrait, slug: &str) -> Result<Option<String>> {
    let Some(id) = former_slugs::target(db, SlugKind::Product, slug).await? else { return Ok(None) };
    let product = product::Entity::find_by_id(id).one(db).await?;
    Ok(product.filter(|product| is_visible(product, now())).map(|product| product.slug))
}

/// Names and slugs of products, also of those that shoppers do not see. One query.
pub async fn names(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, (String, String)>> {
    let rows = product::Entity::find().filter(product::Column::Id.is_in(ids)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id, (row.name, unmarked(&row.slug).to_owned()))).collect())
}

/// The product itself.
///
/// # Errors
/// `NotFound` also for what shoppers do not see.
pub(crate) async fn require_visible(db: &impl ConnectionTrait, id: Uuid) -> Result<product::Model> {
    let product = product::Entity::find_by_id(id).one(db).await?;
    product.filter(|product| is_visible(product, now())).ok_or(Error::NotFound { what: "product" })
}

/// Only with the choices that there is a variant of.
async fn options_of(
    db: &impl ConnectionTrait,
    product_id: Uuid,
    variants: &[VariantDetail],
) -> Result<Vec<Attribute>> {
    let mut options = attributes::options_of(db, product_id).await?;
    for option in &mut options {
        let has = |detail: &VariantDetail, code: &str| {
            let values = detail.variant.option_values.as_ref();
            values.is_some_and(|values| values[&option.row.code] == code)
        };
        option.choices.retain(|choice| variants.iter().any(|variant| has(variant, &choice.code)));
    }
    Ok(options)
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
    let policies = inventory::policies(db, variants.iter().map(|variant| variant.id)).await?;
    let mut parts = inventory::parts_of(db, variants.iter().map(|variant| variant.id)).await?;
    let detail = |variant: variant::Model| {
        let level = levels.iter().find(|level| level.variant_id == variant.id);
        let (on_hand, reserved) = level.map_or((0, 0), |level| (level.on_hand, level.reserved));
        let beyond = policies.get(&variant.id).and_then(Beyond::of);
        let parts = parts.remove(&variant.id).unwrap_or_default();
        let available = inventory::complete(&parts).unwrap_or(on_hand - reserved);
        VariantDetail { variant, on_hand, reserved, available, beyond, parts }
    };
    Ok(variants.into_iter().map(detail).collect())
}
