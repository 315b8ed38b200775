//! Changing a brand.

use entity::brand;
use entity::states::SlugKind;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{check, slug_taken};
use crate::audit::{self, Action};
use crate::catalog::{Seo, SeoChange, former_slugs};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct BrandChange {
    pub slug: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub seo: SeoChange,
}

/// What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `slug_taken`.
pub async fn update(txn: &Txn, id: Uuid, change: BrandChange) -> Result<brand::Model> {
    let name = change.name.map(|name| name.trim().to_owned());
    let mut violations = check(change.slug.as_deref(), name.as_deref(), change.description.as_deref());
    Seo::default().with(change.seo.clone()).check(&mut violations);
    violations.into_result()?;
    let before = brand::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(txn).await?;
    let before = before.ok_or(Error::NotFound { what: "brand" })?;
    let seo = Seo { title: before.seo_title.clone(), description: before.seo_description.clone() };
    let seo = seo.with(change.seo);
    let after = brand::Model {
        slug: change.slug.unwrap_or_else(|| before.slug.clone()),
        name: name.unwrap_or_else(|| before.name.clone()),
        description: change.description.unwrap_or_else(|| before.description.clone()),
        seo_title: seo.title,
        seo_description: seo.description,
        ..before.clone()
    };
    audit::changed(txn, Action::BrandUpdate, &before, &after).await?;
    if after == before {
        return Ok(before);
    }
    let row = brand::ActiveModel {
        slug: Set(after.slug),
        name: Set(after.name),
        description: Set(after.description),
        seo_title: Set(after.seo_title),
        seo_description: Set(after.seo_description),
        version: Set(before.version + 1),
        updated_at: Set(now()),
        ..Default::default()
    };
    let brand = brand::Entity::update_many()
        .set(row)
        .filter(brand::Column::Id.eq(id))
        .exec_with_returning(txn)
        .await
        .map_err(slug_taken)?
        .pop()
        .ok_or(Error::NotFound { what: "brand" })?;
    former_slugs::moved(txn, SlugKind::Brand, id, &before.slug, &brand.slug).await?;
    events::record(txn, &Event::BrandChanged { brand_id: id }, brand.version).await?;
    Ok(brand)
}
