//! Reading brands.

use std::collections::HashMap;

use entity::brand;
use entity::states::SlugKind;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::catalog::by_name;
use crate::catalog::former_slugs;
use crate::catalog::limits;
use crate::catalog::products::Page;
use crate::catalog::slug::is_slug;
use crate::error::{Error, Result};

#[derive(Debug, Clone)]
pub struct BrandFilter {
    /// What the name begins with, in its very letters.
    pub name: Option<String>,
    pub descending: bool,
    pub cursor: Option<String>,
    pub limit: u64,
}

/// By name, page by page. One query.
///
/// # Errors
/// `Invalid` for a cursor that belongs to another list.
pub async fn list(db: &impl ConnectionTrait, filter: &BrandFilter) -> Result<Page<brand::Model>> {
    let (name, id) = (brand::Column::Name, brand::Column::Id);
    let mut query = brand::Entity::find().limit(filter.limit + 1);
    if let Some(prefix) = &filter.name {
        limits::line(prefix, limits::NAME).map_err(|message| Error::invalid("name", message))?;
        query = query.filter(name.starts_with(prefix));
    }
    if let Some(cursor) = &filter.cursor {
        query = query.filter(by_name::behind(name, id, cursor, filter.descending)?);
    }
    query = if filter.descending {
        query.order_by_desc(name).order_by_desc(id)
    } else {
        query.order_by_asc(name).order_by_asc(id)
    };
    by_name::page(query.all(db).await?, filter.limit, |brand| (brand.name.clone(), brand.id))
}

/// # Errors
/// `NotFound`.
pub async fn find_by_slug_or_id(db: &impl ConnectionTrait, key: &str) -> Result<brand::Model> {
    let by_slug = match is_slug(key) {
        true => brand::Entity::find().filter(brand::Column::Slug.eq(key)).one(db).await?,
        false => None,
    };
    let found = match (by_slug, Uuid::try_parse(key)) {
        (None, Ok(id)) => brand::Entity::find_by_id(id).one(db).await?,
        (found, _) => found,
    };
    found.ok_or(Error::NotFound { what: "brand" })
}

/// The slug that what had this one before has now.
pub async fn moved_to(db: &impl ConnectionTrait, slug: &str) -> Result<Option<String>> {
    let Some(id) = former_slugs::target(db, SlugKind::Brand, slug).await? else { return Ok(None) };
    Ok(brand::Entity::find_by_id(id).one(db).await?.map(|brand| brand.slug))
}

/// Those that are there, by id. No query for none.
pub async fn by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, brand::Model>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = brand::Entity::find().filter(brand::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|brand| (brand.id, brand)).collect())
}
