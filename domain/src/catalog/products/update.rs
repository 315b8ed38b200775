//! Changing a product itself. Variants, options, stock and pictures have verbs of their own.

use entity::product;
use entity::states::{ProductStatus, SlugKind};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::require_category;
use super::schedule::Schedule;
use crate::audit::{self, Action};
use crate::catalog::attributes::{self, NewValue};
use crate::catalog::limits::{self, Violations};
use crate::catalog::touch::{lock, refresh};
use crate::catalog::{Seo, SeoChange, brands, former_slugs, tags};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ProductChange {
    pub slug: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    /// `Some(None)` takes it out of its category.
    pub category_id: Option<Option<Uuid>>,
    pub brand_id: Option<Option<Uuid>>,
    pub status: Option<ProductStatus>,
    pub publish_at: Option<Option<Timestamp>>,
    pub unpublish_at: Option<Option<Timestamp>>,
    /// Basis points.
    pub tax_rate_bp: Option<i32>,
    pub seo: SeoChange,
    /// All that there are to be.
    pub tags: Option<Vec<String>>,
    /// All that there are to be.
    pub values: Option<Vec<NewValue>>,
}

/// What changes nothing announces nothing. A slug that it had leads to it from then on.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `slug_taken`.
pub async fn update(txn: &Txn, id: Uuid, change: ProductChange) -> Result<product::Model> {
    let change = ProductChange { name: change.name.map(|name| name.trim().to_owned()), ..change };
    let mut violations = check(&change);
    let named = change.values.iter().flatten().map(|value| value.code.clone());
    let named = attributes::by_codes_locked(txn, named).await?;
    let before = lock(txn, id).await?;
    let options = match &change.values {
        Some(_) => attributes::options_of(txn, id).await?,
        None => Vec::new(),
    };
    let values = change
        .values
        .as_ref()
        .map(|values| attributes::check_values(&mut violations, &named, &options, values));
    let after = changed(&before, &change, &mut violations);
    violations.into_result()?;
    if let Some(category) = change.category_id {
        require_category(txn, category).await?;
    }
    if let Some(brand) = change.brand_id {
        brands::require(txn, brand).await?;
    }
    let mut parts_changed = false;
    if let Some(wanted) = &change.tags {
        let old = tags::of_product(txn, id).await?;
        if tags::set(txn, id, wanted).await? {
            parts_changed = true;
            let facts = |tags: &[String]| Some(json!({ "tags": tags }));
            audit::did(txn, Action::ProductTags, id, facts(&old), facts(wanted)).await?;
        }
    }
    if let Some(values) = values
        && attributes::set_values(txn, id, values).await?
    {
        parts_changed = true;
        let codes: Vec<&str> = change.values.iter().flatten().map(|value| value.code.as_str()).collect();
        let after = Some(json!({ "attributes": codes }));
        audit::did(txn, Action::ProductAttributes, id, None, after).await?;
    }
    audit::changed(txn, Action::ProductUpdate, &before, &after).await?;
    if after == before && !parts_changed {
        return Ok(before);
    }
    let row = product::ActiveModel {
        slug: Set(after.slug.clone()),
        name: Set(after.name.clone()),
        description: Set(after.description.clone()),
        category_id: Set(after.category_id),
        brand_id: Set(after.brand_id),
        status: Set(after.status),
        publish_at: Set(after.publish_at),
        unpublish_at: Set(after.unpublish_at),
        tax_rate_bp: Set(after.tax_rate_bp),
        seo_title: Set(after.seo_title.clone()),
        seo_description: Set(after.seo_description.clone()),
        ..Default::default()
    };
    let product = refresh(txn, &after, row).await?;
    former_slugs::moved(txn, SlugKind::Product, id, &before.slug, &product.slug).await?;
    Ok(product)
}

/// The row as it is to be.
fn changed(before: &product::Model, change: &ProductChange, violations: &mut Violations) -> product::Model {
    let schedule = Schedule {
        status: change.status.unwrap_or(before.status),
        publish_at: change.publish_at.unwrap_or(before.publish_at),
        unpublish_at: change.unpublish_at.unwrap_or(before.unpublish_at),
    };
    // What was there before and means nothing any more is no mistake of the caller's.
    let schedule = if change.publish_at.flatten().is_none() { schedule.tidied() } else { schedule };
    schedule.check(violations);
    let seo = Seo { title: before.seo_title.clone(), description: before.seo_description.clone() };
    let seo = seo.with(change.seo.clone());
    product::Model {
        slug: change.slug.clone().unwrap_or_else(|| before.slug.clone()),
        name: change.name.clone().unwrap_or_else(|| before.name.clone()),
        description: change.description.clone().unwrap_or_else(|| before.description.clone()),
        category_id: change.category_id.unwrap_or(before.category_id),
        brand_id: change.brand_id.unwrap_or(before.brand_id),
        status: schedule.status,
        publish_at: schedule.publish_at,
        unpublish_at: schedule.unpublish_at,
        tax_rate_bp: change.tax_rate_bp.unwrap_or(before.tax_rate_bp),
        seo_title: seo.title,
        seo_description: seo.description,
        ..before.clone()
    }
}

fn check(change: &ProductChange) -> Violations {
    let mut violations = Violations::default();
    if let Some(slug) = &change.slug {
        violations.check("slug", limits::slug(slug));
    }
    if let Some(name) = &change.name {
        violations.check("name", limits::name(name, limits::NAME));
    }
    if let Some(description) = &change.description {
        violations.check("description", limits::description(description));
    }
    if let Some(rate) = change.tax_rate_bp {
        violations.check("tax_rate_bp", limits::tax_rate(rate));
    }
    Seo::default().with(change.seo.clone()).check(&mut violations);
    if let Some(tags) = &change.tags {
        tags::check(&mut violations, tags);
    }
    violations
}
