//! What an answer is narrowed by, in the terms of the index.

use entity::states::AttributeKind;
use entity::{brand, category};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::documents::facet_of;
use super::engine::Filter;
use super::vocabulary::Words;
use crate::catalog::categories;
use crate::catalog::products::{AttributeFilter, ProductFilter, Wanted};
use crate::error::{Error, Result};

/// At most three queries.
pub(super) async fn filters(
    db: &impl ConnectionTrait,
    filter: &ProductFilter,
    known: &Words,
) -> Result<Vec<Filter>> {
    let values = |facet: &str, values: Vec<String>| Filter::Values { facet: facet.to_owned(), values };
    let mut filters = Vec::new();
    if let Some(slug) = &filter.category {
        filters.push(values("category", vec![category_of(db, slug).await?.id.to_string()]));
    }
    if !filter.brands.is_empty() {
        let slugs = filter.brands.iter().map(String::as_str);
        let found = brand::Entity::find().filter(brand::Column::Slug.is_in(slugs)).all(db).await?;
        filters.push(values("brand", found.into_iter().map(|brand| brand.id.to_string()).collect()));
    }
    if !filter.tags.is_empty() {
        filters.push(values("tag", filter.tags.clone()));
    }
    filters.extend(by_price(filter.price_min, filter.price_max));
    filters.extend(filter.in_stock.map(Filter::InStock));
    for wanted in &filter.attributes {
        filters.push(by_attribute(known, wanted)?);
    }
    Ok(filters)
}

pub(super) fn by_price(least: Option<i64>, most: Option<i64>) -> Option<Filter> {
    let is_bound = least.is_some() || most.is_some();
    is_bound.then(|| Filter::Between { facet: "price".into(), least, most })
}

/// # Errors
/// `Invalid` for an attribute that there is none of, and for a range of what is no number.
pub(super) fn by_attribute(
    known: &Words,
    AttributeFilter { code, wanted }: &AttributeFilter,
) -> Result<Filter> {
    let is_number = known.by_code(code).map(|attribute| attribute.row.kind == AttributeKind::Number);
    match (is_number, wanted) {
        (Some(false), Wanted::Values(wanted)) => {
            Ok(Filter::Values { facet: facet_of(code), values: wanted.clone() })
        }
        (Some(true), Wanted::Between(least, most)) => {
            Ok(Filter::Between { facet: code.clone(), least: *least, most: *most })
        }
        (Some(true), Wanted::Values(_)) => Err(refused(code, "is a number: name a range, such as 10..50")),
        (Some(false), Wanted::Between(..)) => Err(refused(code, "has no range: name its values")),
        (None, _) => Err(refused(code, "is no attribute that products are filtered by")),
    }
}

fn refused(code: &str, message: &str) -> Error {
    Error::invalid("attributes", format!("{code:.40} {message}"))
}

async fn category_of(db: &impl ConnectionTrait, slug: &str) -> Result<category::Model> {
    match categories::find_by_slug_or_id(db, slug).await {
        Err(Error::NotFound { what }) => {
            let moved = categories::moved_to(db, slug).await?.ok_or(Error::NotFound { what })?;
            categories::find_by_slug_or_id(db, &moved).await
        }
        found => found,
    }
}
