//! Products: writing them, listing them page by page, and reading one with all that belongs to it.

mod create;
mod cursor;
mod delete;
mod find;
mod list;
mod update;

pub use create::{NewProduct, create};
pub use delete::delete;
pub use find::{ProductDetail, VariantDetail, find_by_slug_or_id};
pub use list::{Page, ProductFilter, ProductSummary, Sort, list};
pub use update::{ProductChange, update};

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, SqlErr};
use uuid::Uuid;

use crate::error::{Error, Result};

/// For statements that can break no other unique key of products than the slug.
pub(super) fn slug_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("slug_taken", "another product has this slug")
        }
        _ => error.into(),
    }
}

async fn require_category(db: &impl ConnectionTrait, id: Option<Uuid>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    match entity::category::Entity::find_by_id(id).one(db).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid("category_id", "there is no such category")),
    }
}
