//! Variants: what is bought, each with its own sku, price and stock.

mod add;
mod delete;
mod insert;
mod set_stock;
mod update;

pub use add::add;
pub use delete::delete;
pub use insert::NewVariant;
pub(super) use insert::{check, insert_all, models, movement};
pub use set_stock::set_stock;
pub use update::{VariantChange, update};

use entity::variant;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, SqlErr};
use uuid::Uuid;

use crate::error::{Error, Result};

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<variant::Model> {
    variant::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "variant" })
}

fn sku_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(what)) if what.contains("option") => {
            Error::conflict("combination_taken", "another variant of the product has the same options")
        }
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("sku_taken", "another variant has this sku")
        }
        _ => error.into(),
    }
}
