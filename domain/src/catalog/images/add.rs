//! Adding a picture to a product.

use entity::image;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::catalog::limits::{self, Violations};
use crate::catalog::touch::{lock, touch};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::Txn;

#[derive(Debug, Clone, Default)]
pub struct NewImage {
    pub storage_key: String,
    pub content_type: String,
    /// What is to be seen, for those who do not see it; may be empty.
    pub alt: String,
    /// Pixels.
    pub width: i32,
    pub height: i32,
    /// What stands for it while it loads, `#rrggbb`; of pictures that smaller ones are made of.
    pub color: Option<String>,
}

/// Adds it behind the others; the first is the one that stands for the product. Returns the tickets to push after the
/// commit: smaller ones are made of what has pixels, but not of what may move.
///
/// # Errors
/// `NotFound` for the product; `Invalid` with all that is wrong; Refused `too_many_images`.
pub async fn add(txn: &Txn, product_id: Uuid, new: NewImage) -> Result<(image::Model, Vec<Ticket>)> {
    check(&new).into_result()?;
    lock(txn, product_id).await?;
    let others = image::Entity::find().filter(image::Column::ProductId.eq(product_id)).all(txn).await?;
    if others.len() >= limits::IMAGES {
        return Err(Error::refused(
            "too_many_images",
            format!("a product has at most {} pictures", limits::IMAGES),
        ));
    }
    let row = image::ActiveModel {
        id: Set(Uuid::now_v7()),
        product_id: Set(product_id),
        storage_key: Set(new.storage_key),
        content_type: Set(new.content_type),
        alt: Set(new.alt),
        width: Set(new.width),
        height: Set(new.height),
        color: Set(new.color),
        position: Set(others.iter().map(|image| image.position + 1).max().unwrap_or(0)),
        created_at: Set(now()),
    };
    let image = image::Entity::insert(row).exec_with_returning(txn).await?;
    audit::created(txn, Action::ImageAdd, &image).await?;
    touch(txn, product_id).await?;
    let has_smaller = matches!(image.content_type.as_str(), "image/png" | "image/jpeg" | "image/webp");
    let job = has_smaller.then(|| NewJob::new(Job::ResizeImage { image_id: image.id }));
    let tickets = jobs::enqueue_all(txn, job.into_iter().collect()).await?;
    Ok((image, tickets))
}

fn check(new: &NewImage) -> Violations {
    let mut violations = Violations::default();
    violations.check("alt", limits::line(&new.alt, limits::ALT));
    for (field, value) in [("width", new.width), ("height", new.height)] {
        if !(1..=limits::PIXELS).contains(&value) {
            violations.add(field, format!("must be between 1 and {} pixels", limits::PIXELS));
        }
    }
    violations
}
