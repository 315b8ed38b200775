//! Removing a picture from a product.

use entity::{image, image_file};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::catalog::touch::{lock, touch};
use crate::error::{Error, Result};
use crate::store::Txn;

/// Returns the keys of its files, which the caller deletes after the commit.
///
/// # Errors
/// `NotFound`, also when the picture is another product's.
pub async fn delete(txn: &Txn, product_id: Uuid, image_id: Uuid) -> Result<Vec<String>> {
    lock(txn, product_id).await?;
    let image = image::Entity::find_by_id(image_id)
        .one(txn)
        .await?
        .filter(|image| image.product_id == product_id)
        .ok_or(Error::NotFound { what: "image" })?;
    let smaller =
        image_file::Entity::find().filter(image_file::Column::ImageId.eq(image_id)).all(txn).await?;
    let mut keys: Vec<String> = smaller.into_iter().map(|file| file.storage_key).collect();
    keys.push(image.storage_key.clone());
    image::Entity::delete_by_id(image_id).exec(txn).await?;
    audit::deleted(txn, Action::ImageDelete, &image).await?;
    touch(txn, product_id).await?;
    Ok(keys)
}
