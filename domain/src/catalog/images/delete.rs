//! Removing a picture from a product.

use entity::image;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::catalog::touch::{lock, touch};
use crate::error::{Error, Result};
use crate::store::Txn;

/// Returns the row that went: its `storage_key` is what the caller deletes after the commit.
///
/// # Errors
/// `NotFound`, also when the picture is another product's.
pub async fn delete(txn: &Txn, product_id: Uuid, image_id: Uuid) -> Result<image::Model> {
    lock(txn, product_id).await?;
    let image = image::Entity::find_by_id(image_id)
        .one(txn)
        .await?
        .filter(|image| image.product_id == product_id)
        .ok_or(Error::NotFound { what: "image" })?;
    image::Entity::delete_by_id(image_id).exec(txn).await?;
    audit::deleted(txn, Action::ImageDelete, &image).await?;
    touch(txn, product_id).await?;
    Ok(image)
}
