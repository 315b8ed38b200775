//! Brands: each product has one at most.

mod create;
mod delete;
mod find;
mod update;

pub use create::{NewBrand, create};
pub use delete::delete;
pub use find::{BrandFilter, by_ids, find_by_slug_or_id, list, moved_to};
pub use update::{BrandChange, update};

use entity::brand;
use sea_orm::sea_query::LockType;
use sea_orm::{DbErr, EntityTrait, QuerySelect, SqlErr};
use uuid::Uuid;

use super::limits::{self, Violations};
use crate::error::{Error, Result};
use crate::store::Txn;

fn check(slug: Option<&str>, name: Option<&str>, description: Option<&str>) -> Violations {
    let mut violations = Violations::default();
    if let Some(slug) = slug {
        violations.check("slug", limits::slug(slug));
    }
    if let Some(name) = name {
        violations.check("name", limits::name(name, limits::CATEGORY_NAME));
    }
    if let Some(description) = description {
        violations.check("description", limits::description(description));
    }
    violations
}

/// The brand is there, and stays until the transaction ends.
pub(super) async fn require(txn: &Txn, id: Option<Uuid>) -> Result<()> {
    let Some(id) = id else { return Ok(()) };
    match brand::Entity::find_by_id(id).lock(LockType::KeyShare).one(txn).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid("brand_id", "there is no such brand")),
    }
}

fn slug_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("slug_taken", "another brand has this slug")
        }
        _ => error.into(),
    }
}
