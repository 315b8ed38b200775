//! Products: writing them, listing them page by page, and reading one with all that belongs to it.

mod create;
mod cursor;
mod delete;
mod facets;
mod filter;
mod find;
mod list;
mod purge;
mod schedule;
mod scope;
mod update;

pub use create::{NewProduct, create};
pub use delete::{delete, restore, unmarked};
pub use facets::{AttributeFacet, Facets, ValueCount, facets};
pub(crate) use filter::check_filter;
pub use filter::{AttributeFilter, MAX_LIMIT, MAX_TEXT, ProductFilter, Shown, Sort, Wanted};
pub(crate) use find::require_visible;
pub use find::{ProductDetail, VariantDetail, find_by_slug_or_id, moved_to, names};
pub use list::{Page, ProductSummary, count, list};
pub(crate) use list::{in_stock_of, summaries_by_slugs, summaries_of};
pub use purge::purge;
pub(super) use scope::{has_number, has_value, in_categories, tagged};
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
