//! Adding a brand.

use entity::brand;
use entity::states::SlugKind;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{check, slug_taken};
use crate::audit::{self, Action};
use crate::catalog::{Seo, former_slugs, slug};
use crate::clock::now;
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

#[derive(Debug, Clone, Default)]
pub struct NewBrand {
    /// Made from the name if `None`.
    pub slug: Option<String>,
    pub name: String,
    pub description: String,
    pub seo: Seo,
}

/// # Errors
/// `Invalid` with all that is wrong; Conflict `slug_taken`.
pub async fn create(txn: &Txn, new: NewBrand) -> Result<brand::Model> {
    let name = new.name.trim().to_owned();
    let mut violations = check(new.slug.as_deref(), Some(&name), Some(&new.description));
    new.seo.check(&mut violations);
    violations.into_result()?;
    let now = now();
    let row = brand::ActiveModel {
        id: Set(Uuid::now_v7()),
        slug: Set(new.slug.unwrap_or_else(|| slug::slugify(&name))),
        name: Set(name),
        description: Set(new.description),
        seo_title: Set(new.seo.title),
        seo_description: Set(new.seo.description),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let brand = brand::Entity::insert(row).exec_with_returning(txn).await.map_err(slug_taken)?;
    former_slugs::taken(txn, SlugKind::Brand, &brand.slug).await?;
    audit::created(txn, Action::BrandCreate, &brand).await?;
    events::record(txn, &Event::BrandChanged { brand_id: brand.id }, brand.version).await?;
    Ok(brand)
}
