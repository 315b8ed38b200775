//! Saying what is to be seen on a picture, and where it stands among the others.

use entity::image;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::catalog::limits;
use crate::catalog::touch::{lock, touch};
use crate::error::{Error, Result};
use crate::store::Txn;

/// What is `None` stays as it is.
#[derive(Debug, Clone, Default)]
pub struct ImageChange {
    pub alt: Option<String>,
    /// Lower comes first; the first stands for the product.
    pub position: Option<i32>,
}

/// What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`, also when the picture is another product's; `Invalid` (`alt`).
pub async fn update(
    txn: &Txn,
    product_id: Uuid,
    image_id: Uuid,
    change: ImageChange,
) -> Result<image::Model> {
    if let Some(alt) = &change.alt {
        limits::line(alt, limits::ALT).map_err(|message| Error::invalid("alt", message))?;
    }
    lock(txn, product_id).await?;
    let before = image::Entity::find_by_id(image_id)
        .one(txn)
        .await?
        .filter(|image| image.product_id == product_id)
        .ok_or(Error::NotFound { what: "image" })?;
    let after = image::Model {
        alt: change.alt.unwrap_or_else(|| before.alt.clone()),
        position: change.position.unwrap_or(before.position),
        ..before.clone()
    };
    audit::changed(txn, Action::ImageUpdate, &before, &after).await?;
    if after == before {
        return Ok(before);
    }
    let row = image::ActiveModel {
        alt: Set(after.alt.clone()),
        position: Set(after.position),
        ..Default::default()
    };
    image::Entity::update_many().set(row).filter(image::Column::Id.eq(image_id)).exec(txn).await?;
    touch(txn, product_id).await?;
    Ok(after)
}
