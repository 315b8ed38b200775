//! Reading collections, and which products are in them.

use entity::states::SlugKind;
use entity::{category, collection, collection_item, product};
use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::Rule;
use crate::catalog::products::Page;
use crate::catalog::slug::is_slug;
use crate::catalog::{by_name, former_slugs};
use crate::error::{Error, Result};

#[derive(Debug, Clone)]
pub struct CollectionFilter {
    /// `None` for both. Not for shoppers.
    pub published: Option<bool>,
    pub descending: bool,
    pub cursor: Option<String>,
    pub limit: u64,
}

/// By name, page by page. One query.
///
/// # Errors
/// `Invalid` for a cursor that belongs to another list.
pub async fn list(db: &impl ConnectionTrait, filter: &CollectionFilter) -> Result<Page<collection::Model>> {
    let (name, id) = (collection::Column::Name, collection::Column::Id);
    let mut query = collection::Entity::find().limit(filter.limit + 1);
    if let Some(published) = filter.published {
        query = query.filter(collection::Column::Published.eq(published));
    }
    if let Some(cursor) = &filter.cursor {
        query = query.filter(by_name::behind(name, id, cursor, filter.descending)?);
    }
    query = if filter.descending {
        query.order_by_desc(name).order_by_desc(id)
    } else {
        query.order_by_asc(name).order_by_asc(id)
    };
    by_name::page(query.all(db).await?, filter.limit, |row| (row.name.clone(), row.id))
}

/// # Errors
/// `NotFound`, also for what is not published unless `include_hidden`.
pub async fn find_by_slug_or_id(
    db: &impl ConnectionTrait,
    key: &str,
    include_hidden: bool,
) -> Result<collection::Model> {
    let by_slug = match is_slug(key) {
        true => collection::Entity::find().filter(collection::Column::Slug.eq(key)).one(db).await?,
        false => None,
    };
    let found = match (by_slug, Uuid::try_parse(key)) {
        (None, Ok(id)) => collection::Entity::find_by_id(id).one(db).await?,
        (found, _) => found,
    };
    found.filter(|row| include_hidden || row.published).ok_or(Error::NotFound { what: "collection" })
}

/// As [`find_by_slug_or_id`]; a former slug will do.
pub(in crate::catalog) async fn find_or_former(
    db: &impl ConnectionTrait,
    key: &str,
    only_published: bool,
) -> Result<collection::Model> {
    match find_by_slug_or_id(db, key, !only_published).await {
        Err(Error::NotFound { what }) => {
            let former = former_slugs::target(db, SlugKind::Collection, key).await?;
            let id = former.ok_or(Error::NotFound { what })?;
            find_by_slug_or_id(db, &id.to_string(), !only_published).await
        }
        found => found,
    }
}

/// The slug that what had this one before has now, if shoppers see it.
pub async fn moved_to(db: &impl ConnectionTrait, slug: &str) -> Result<Option<String>> {
    let Some(id) = former_slugs::target(db, SlugKind::Collection, slug).await? else { return Ok(None) };
    let found = collection::Entity::find_by_id(id).one(db).await?;
    Ok(found.filter(|row| row.published).map(|row| row.slug))
}

/// The rule as it was written; `None` of a collection by hand.
///
/// # Errors
/// `Corrupt`.
pub fn rule_of(row: &collection::Model) -> Result<Option<Rule>> {
    Ok(row.rule.clone().map(serde_json::from_value).transpose()?)
}

/// Its products, as a condition on products.
pub(in crate::catalog) fn condition(
    row: &collection::Model,
    categories: &[category::Model],
) -> Result<Condition> {
    if let Some(rule) = rule_of(row)? {
        return Ok(rule.condition(categories));
    }
    let items = Query::select()
        .column(collection_item::Column::ProductId)
        .from(collection_item::Entity)
        .and_where(collection_item::Column::CollectionId.eq(row.id))
        .take();
    Ok(Condition::all().add(Expr::col((product::Entity, product::Column::Id)).in_subquery(items)))
}
