//! Collections: products that belong together, named by staff one by one and in an order, or by a rule.

mod create;
mod delete;
mod find;
mod rule;
mod set_products;
mod update;

pub use create::{NewCollection, create};
pub use delete::delete;
pub use find::{CollectionFilter, find_by_slug_or_id, list, moved_to, rule_of};
pub(super) use find::{condition, find_or_former};
pub use rule::{AttributeRule, PriceRule, Rule};
pub use set_products::{product_ids, set_products};
pub use update::{CollectionChange, update};

use sea_orm::{DbErr, SqlErr};

use super::limits::{self, Violations};
use crate::error::Error;

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

fn slug_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("slug_taken", "another collection has this slug")
        }
        _ => error.into(),
    }
}
