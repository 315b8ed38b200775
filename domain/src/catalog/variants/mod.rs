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
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, SqlErr};
use uuid::Uuid;

use crate::error::{Error, Result};

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<variant::Model> {
    variant::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "variant" })
}

/// Says which of several it is, before the database says that one of them is.
///
/// # Errors
/// Conflict `sku_taken`.
pub(super) async fn require_free_skus(db: &impl ConnectionTrait, new: &[NewVariant]) -> Result<()> {
    if new.len() < 2 {
        return Ok(());
    }
    let skus = new.iter().map(|variant| variant.sku.as_str());
    match variant::Entity::find().filter(variant::Column::Sku.is_in(skus)).one(db).await? {
        Some(taken) => {
            Err(Error::conflict("sku_taken", format!("another variant has the sku {}", taken.sku)))
        }
        None => Ok(()),
    }
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
