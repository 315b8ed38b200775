//! Which pages of the catalogue shoppers can open, for who lists them: paths, and when they changed last.

use entity::{category, collection, product};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::visible::condition;
use crate::clock::{Timestamp, now};
use crate::error::Result;

/// A path of the storefront, and when what it shows changed.
pub type Listed = (String, Option<Timestamp>);

/// How many products shoppers see.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64> {
    Ok(product::Entity::find().filter(condition(now())).count(db).await?)
}

/// Products by id: so many, after as many as are to be skipped.
pub async fn products(db: &impl ConnectionTrait, skip: u64, most: u64) -> Result<Vec<Listed>> {
    let rows: Vec<(String, Timestamp)> = product::Entity::find()
        .select_only()
        .column(product::Column::Slug)
        .column(product::Column::UpdatedAt)
        .filter(condition(now()))
        .order_by_asc(product::Column::Id)
        .offset(skip)
        .limit(most)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(slug, changed)| (format!("/products/{slug}"), Some(changed))).collect())
}

/// All categories, and the collections that are published.
pub async fn pages(db: &impl ConnectionTrait) -> Result<Vec<Listed>> {
    let categories: Vec<(String, Timestamp)> = category::Entity::find()
        .select_only()
        .column(category::Column::Slug)
        .column(category::Column::UpdatedAt)
        .order_by_asc(category::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let collections: Vec<(String, Timestamp)> = collection::Entity::find()
        .select_only()
        .column(collection::Column::Slug)
        .column(collection::Column::UpdatedAt)
        .filter(collection::Column::Published.eq(true))
        .order_by_asc(collection::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let categories =
        categories.into_iter().map(|(slug, changed)| (format!("/categories/{slug}"), Some(changed)));
    let collections =
        collections.into_iter().map(|(slug, changed)| (format!("/collections/{slug}"), Some(changed)));
    Ok(categories.chain(collections).collect())
}
