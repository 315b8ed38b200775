//! The category tree: each category has one parent at most, and an address of its own.

mod create;
mod delete;
mod tree;
mod update;

pub use create::{NewCategory, create};
pub use delete::delete;
pub(crate) use tree::with_descendants;
pub use tree::{CategoryNode, find_by_slug_or_id, moved_to, tree};
pub use update::{CategoryChange, update};

use entity::category;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, SqlErr};
use uuid::Uuid;

use super::limits::{self, Violations};
use crate::error::{Error, Result};

fn check(slug: Option<&str>, name: Option<&str>) -> Violations {
    let mut violations = Violations::default();
    if let Some(slug) = slug {
        violations.check("slug", limits::slug(slug));
    }
    if let Some(name) = name {
        violations.check("name", limits::name(name, limits::CATEGORY_NAME));
    }
    violations
}

async fn require(db: &impl ConnectionTrait, id: Uuid, field: &'static str) -> Result<()> {
    match category::Entity::find_by_id(id).one(db).await? {
        Some(_) => Ok(()),
        None => Err(Error::invalid(field, "there is no such category")),
    }
}

fn slug_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("slug_taken", "another category has this slug")
        }
        _ => error.into(),
    }
}
