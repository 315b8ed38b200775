//! Adding a collection.

use entity::collection;
use entity::states::SlugKind;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{Rule, check, slug_taken};
use crate::audit::{self, Action};
use crate::catalog::{Seo, former_slugs, slug};
use crate::clock::now;
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

#[derive(Debug, Clone, Default)]
pub struct NewCollection {
    /// Made from the name if `None`.
    pub slug: Option<String>,
    pub name: String,
    pub description: String,
    pub seo: Seo,
    /// Whether shoppers see it.
    pub published: bool,
    /// `None` for one that is filled by hand; it stays one of that kind.
    pub rule: Option<Rule>,
}

/// # Errors
/// `Invalid` with all that is wrong; Conflict `slug_taken`.
pub async fn create(txn: &Txn, new: NewCollection) -> Result<collection::Model> {
    let name = new.name.trim().to_owned();
    let mut violations = check(new.slug.as_deref(), Some(&name), Some(&new.description));
    new.seo.check(&mut violations);
    let mut rule = new.rule;
    if let Some(rule) = &mut rule {
        rule.check(txn, &mut violations).await?;
    }
    violations.into_result()?;
    let now = now();
    let row = collection::ActiveModel {
        id: Set(Uuid::now_v7()),
        slug: Set(new.slug.unwrap_or_else(|| slug::slugify(&name))),
        name: Set(name),
        description: Set(new.description),
        seo_title: Set(new.seo.title),
        seo_description: Set(new.seo.description),
        rule: Set(rule.map(serde_json::to_value).transpose()?),
        published: Set(new.published),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let row = collection::Entity::insert(row).exec_with_returning(txn).await.map_err(slug_taken)?;
    former_slugs::taken(txn, SlugKind::Collection, &row.slug).await?;
    audit::created(txn, Action::CollectionCreate, &row).await?;
    events::record(txn, &Event::CollectionChanged { collection_id: row.id }, row.version).await?;
    Ok(row)
}
