//! Seeing roles.

use entity::role;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect};

use crate::error::{Error, Result};

/// By slug, after that of an earlier page if given; backwards if asked.
pub async fn list(
    db: &impl ConnectionTrait,
    after: Option<&str>,
    backwards: bool,
    limit: u64,
) -> Result<Vec<role::Model>> {
    let order = if backwards { Order::Desc } else { Order::Asc };
    let mut query = role::Entity::find().order_by(role::Column::Slug, order).limit(limit);
    if let Some(after) = after {
        let slug = role::Column::Slug;
        query = query.filter(if backwards { slug.lt(after) } else { slug.gt(after) });
    }
    Ok(query.all(db).await?)
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, slug: &str) -> Result<role::Model> {
    let role = role::Entity::find().filter(role::Column::Slug.eq(slug)).one(db).await?;
    role.ok_or(Error::NotFound { what: "role" })
}
