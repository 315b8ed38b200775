//! Changing a collection. One by hand stays one by hand, and one by rule one by rule.

use entity::collection;
use entity::states::SlugKind;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Rule, check, slug_taken};
use crate::audit::{self, Action};
use crate::catalog::{Seo, SeoChange, former_slugs};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct CollectionChange {
    pub slug: Option<String>,
    pub name: Option<String>,
    pub description: Option<String>,
    pub seo: SeoChange,
    pub published: Option<bool>,
    pub rule: Option<Rule>,
}

/// What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `slug_taken`.
pub async fn update(txn: &Txn, id: Uuid, change: CollectionChange) -> Result<collection::Model> {
    let name = change.name.map(|name| name.trim().to_owned());
    let mut violations = check(change.slug.as_deref(), name.as_deref(), change.description.as_deref());
    Seo::default().with(change.seo.clone()).check(&mut violations);
    let before = lock(txn, id).await?;
    let mut rule = change.rule;
    if let Some(rule) = &mut rule {
        if before.rule.is_none() {
            violations.add("rule", "is not for a collection that is filled by hand");
        }
        rule.check(txn, &mut violations).await?;
    }
    violations.into_result()?;
    let seo = Seo { title: before.seo_title.clone(), description: before.seo_description.clone() };
    let seo = seo.with(change.seo);
    let after = collection::Model {
        slug: change.slug.unwrap_or_else(|| before.slug.clone()),
        name: name.unwrap_or_else(|| before.name.clone()),
        description: change.description.unwrap_or_else(|| before.description.clone()),
        seo_title: seo.title,
        seo_description: seo.description,
        published: change.published.unwrap_or(before.published),
        rule: rule.map(serde_json::to_value).transpose()?.or_else(|| before.rule.clone()),
        ..before.clone()
    };
    audit::changed(txn, Action::CollectionUpdate, &before, &after).await?;
    if after == before {
        return Ok(before);
    }
    let row = collection::ActiveModel {
        slug: Set(after.slug),
        name: Set(after.name),
        description: Set(after.description),
        seo_title: Set(after.seo_title),
        seo_description: Set(after.seo_description),
        published: Set(after.published),
        rule: Set(after.rule),
        ..Default::default()
    };
    let row = save(txn, &before, row).await?;
    former_slugs::moved(txn, SlugKind::Collection, id, &before.slug, &row.slug).await?;
    Ok(row)
}

pub(super) async fn lock(txn: &Txn, id: Uuid) -> Result<collection::Model> {
    let found = collection::Entity::find_by_id(id).lock(LockType::NoKeyUpdate).one(txn).await?;
    found.ok_or(Error::NotFound { what: "collection" })
}

/// Writes the next version of a collection that is locked, and announces it.
pub(super) async fn save(
    txn: &Txn,
    before: &collection::Model,
    row: collection::ActiveModel,
) -> Result<collection::Model> {
    let row = collection::ActiveModel { version: Set(before.version + 1), updated_at: Set(now()), ..row };
    let row = collection::Entity::update_many()
        .set(row)
        .filter(collection::Column::Id.eq(before.id))
        .exec_with_returning(txn)
        .await
        .map_err(slug_taken)?
        .pop()
        .ok_or(Error::NotFound { what: "collection" })?;
    events::record(txn, &Event::CollectionChanged { collection_id: row.id }, row.version).await?;
    Ok(row)
}
