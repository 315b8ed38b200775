//! Adding a product with its variants and their stock.

use std::collections::HashSet;

use entity::product;
use entity::states::{ProductStatus, SlugKind};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::schedule::Schedule;
use super::{require_category, slug_taken};
use crate::audit::{self, Action};
use crate::catalog::attributes::{self, NewValue};
use crate::catalog::limits::{self, Violations};
use crate::catalog::touch::Derived;
use crate::catalog::variants::{self, NewVariant};
use crate::catalog::{Seo, brands, former_slugs, slug, tags};
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

#[derive(Debug, Clone)]
pub struct NewProduct {
    /// Made from the name if `None`, with a number behind it if that is taken.
    pub slug: Option<String>,
    pub name: String,
    pub description: String,
    pub category_id: Option<Uuid>,
    pub brand_id: Option<Uuid>,
    pub status: ProductStatus,
    /// For the status `scheduled`, which needs it.
    pub publish_at: Option<Timestamp>,
    pub unpublish_at: Option<Timestamp>,
    /// Tax included in the prices, basis points.
    pub tax_rate_bp: i32,
    pub seo: Seo,
    pub tags: Vec<String>,
    pub values: Vec<NewValue>,
    /// Codes of the attributes in which the variants differ, in their order.
    pub options: Vec<String>,
    pub variants: Vec<NewVariant>,
}

/// A draft of nothing.
impl Default for NewProduct {
    fn default() -> Self {
        Self {
            slug: None,
            name: String::new(),
            description: String::new(),
            category_id: None,
            brand_id: None,
            status: ProductStatus::Draft,
            publish_at: None,
            unpublish_at: None,
            tax_rate_bp: 0,
            seo: Seo::default(),
            tags: Vec::new(),
            values: Vec::new(),
            options: Vec::new(),
            variants: Vec::new(),
        }
    }
}

/// `currency` is that of the shop: all prices are in it.
///
/// # Errors
/// `Invalid` with all that is wrong, variants as `variants/0/sku`; Conflict `slug_taken`, `sku_taken`.
pub async fn create(txn: &Txn, currency: &str, new: NewProduct) -> Result<product::Model> {
    let name = new.name.trim().to_owned();
    let mut violations = check(&new, &name);
    let options = attributes::resolve_options(txn, &mut violations, &new.options).await?;
    let mut combinations = Vec::with_capacity(new.variants.len());
    let mut keys = HashSet::new();
    for (index, variant) in new.variants.iter().enumerate() {
        let path = format!("variants/{index}/");
        let combination = attributes::combine(&mut violations, &path, &options, &variant.options);
        if combination.key.as_ref().is_some_and(|key| !keys.insert(key.clone())) {
            violations.add(format!("{path}options"), "another variant has the same ones");
        }
        combinations.push(combination);
    }
    let named = attributes::by_codes_locked(txn, new.values.iter().map(|value| value.code.clone())).await?;
    let values = attributes::check_values(&mut violations, &named, &options, &new.values);
    violations.into_result()?;
    variants::require_free_skus(txn, &new.variants).await?;
    require_category(txn, new.category_id).await?;
    brands::require(txn, new.brand_id).await?;
    let slug = match new.slug {
        Some(slug) => slug,
        None => free_slug(txn, &name).await?,
    };
    let now = now();
    let id = Uuid::now_v7();
    let mut variants = variants::models(id, 0, currency, &new.variants, now);
    for (variant, combination) in variants.iter_mut().zip(combinations) {
        variant.option_values = combination.values;
        variant.option_key = combination.key;
    }
    let derived = Derived::of(&name, &new.description, &variants);
    let row = product::ActiveModel {
        id: Set(id),
        category_id: Set(new.category_id),
        brand_id: Set(new.brand_id),
        slug: Set(slug),
        name: Set(name),
        description: Set(new.description),
        status: Set(new.status),
        tax_rate_bp: Set(new.tax_rate_bp),
        search_text: Set(derived.search_text),
        price_from_minor: Set(derived.price_from_minor),
        currency: Set(derived.currency),
        seo_title: Set(new.seo.title),
        seo_description: Set(new.seo.description),
        publish_at: Set(new.publish_at),
        unpublish_at: Set(new.unpublish_at),
        deleted_at: Set(None),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let product = product::Entity::insert(row).exec_with_returning(txn).await.map_err(slug_taken)?;
    former_slugs::taken(txn, SlugKind::Product, &product.slug).await?;
    attributes::set_option_ids(txn, id, &options).await?;
    if !values.is_empty() {
        attributes::set_values(txn, id, values).await?;
    }
    if !new.tags.is_empty() {
        tags::set(txn, id, &new.tags).await?;
    }
    if !options.is_empty() {
        attributes::refresh_of_variants(txn, id, &variants).await?;
    }
    let stock: Vec<i64> = new.variants.iter().map(|variant| variant.stock).collect();
    variants::insert_all(txn, variants, &stock).await?;
    audit::created(txn, Action::ProductCreate, &product).await?;
    events::record(txn, &Event::ProductChanged { product_id: id }, product.version).await?;
    Ok(product)
}

fn check(new: &NewProduct, name: &str) -> Violations {
    let mut violations = Violations::default();
    if let Some(slug) = &new.slug {
        violations.check("slug", limits::slug(slug));
    }
    violations.check("name", limits::name(name, limits::NAME));
    violations.check("description", limits::description(&new.description));
    violations.check("tax_rate_bp", limits::tax_rate(new.tax_rate_bp));
    Schedule { status: new.status, publish_at: new.publish_at, unpublish_at: new.unpublish_at }
        .check(&mut violations);
    new.seo.check(&mut violations);
    tags::check(&mut violations, &new.tags);
    if new.variants.len() > limits::VARIANTS {
        violations.add("variants", format!("must be at most {}", limits::VARIANTS));
    }
    let mut skus = HashSet::new();
    for (index, variant) in new.variants.iter().enumerate() {
        variants::check(&mut violations, &format!("variants/{index}/"), variant);
        if !skus.insert(&variant.sku) {
            violations.add(format!("variants/{index}/sku"), "stands there twice");
        }
    }
    violations
}

/// Neither of a product nor one that leads to a product.
pub(super) async fn free_slug(db: &impl ConnectionTrait, name: &str) -> Result<String> {
    let base = slug::slugify(name);
    let stem = slug::stem(&base);
    let live: Vec<String> = product::Entity::find()
        .select_only()
        .column(product::Column::Slug)
        .filter(product::Column::Slug.starts_with(stem))
        .into_tuple()
        .all(db)
        .await?;
    let mut taken = former_slugs::beginning_with(db, SlugKind::Product, stem).await?;
    taken.extend(live);
    Ok(slug::free(&base, &taken))
}
