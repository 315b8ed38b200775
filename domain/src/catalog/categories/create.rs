//! Adding a category.

use entity::category;
use entity::states::SlugKind;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{check, require, slug_taken};
use crate::audit::{self, Action};
use crate::catalog::{Seo, former_slugs};
use crate::clock::now;
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;

#[derive(Debug, Clone, Default)]
pub struct NewCategory {
    pub slug: String,
    pub name: String,
    pub parent_id: Option<Uuid>,
    /// Lower comes first among those with the same parent.
    pub position: i32,
    pub seo: Seo,
}

/// # Errors
/// `Invalid`, also when there is no such parent; Conflict `slug_taken`.
pub async fn create(txn: &Txn, new: NewCategory) -> Result<category::Model> {
    let name = new.name.trim().to_owned();
    let mut violations = check(Some(&new.slug), Some(&name));
    new.seo.check(&mut violations);
    violations.into_result()?;
    if let Some(parent) = new.parent_id {
        require(txn, parent, "parent_id").await?;
    }
    let now = now();
    let row = category::ActiveModel {
        id: Set(Uuid::now_v7()),
        parent_id: Set(new.parent_id),
        slug: Set(new.slug),
        name: Set(name),
        position: Set(new.position),
        seo_title: Set(new.seo.title),
        seo_description: Set(new.seo.description),
        version: Set(1),
        created_at: Set(now),
        updated_at: Set(now),
    };
    let category = category::Entity::insert(row).exec_with_returning(txn).await.map_err(slug_taken)?;
    former_slugs::taken(txn, SlugKind::Category, &category.slug).await?;
    audit::created(txn, Action::CategoryCreate, &category).await?;
    events::record(txn, &Event::CategoryChanged { category_id: category.id }, category.version).await?;
    Ok(category)
}
