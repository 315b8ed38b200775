//! Smaller ones of pictures: noting those that a job made, and reading them.

use std::collections::HashMap;

use entity::{image, image_file};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::catalog::touch::touch;
use crate::error::{Error, Result};
use crate::store::Txn;

/// A picture with its smaller ones: by width, the better format first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub row: image::Model,
    pub files: Vec<image_file::Model>,
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<image::Model> {
    image::Entity::find_by_id(id).one(db).await?.ok_or(Error::NotFound { what: "image" })
}

/// The pictures with their smaller ones. One query, none for none.
pub async fn with_files(db: &impl ConnectionTrait, rows: Vec<image::Model>) -> Result<Vec<Picture>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let found = image_file::Entity::find()
        .filter(image_file::Column::ImageId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(image_file::Column::Width)
        .order_by_desc(image_file::Column::ContentType)
        .all(db)
        .await?;
    let mut files: HashMap<Uuid, Vec<image_file::Model>> = HashMap::new();
    for file in found {
        files.entry(file.image_id).or_default().push(file);
    }
    Ok(rows
        .into_iter()
        .map(|row| Picture { files: files.remove(&row.id).unwrap_or_default(), row })
        .collect())
}

/// A smaller one that is in storage.
#[derive(Debug, Clone)]
pub struct NewFile {
    pub storage_key: String,
    pub content_type: String,
    pub width: i32,
    pub height: i32,
    pub bytes: i64,
}

/// Notes them; the pictures' lists of files are as the newest run made them. A picture that is gone needs none: then the
/// caller deletes what it stored.
///
/// # Errors
/// `NotFound` when the picture is gone.
pub async fn note(txn: &Txn, image_id: Uuid, files: Vec<NewFile>) -> Result<()> {
    let image = find(txn, image_id).await?;
    let row = |file: NewFile| image_file::ActiveModel {
        image_id: Set(image_id),
        storage_key: Set(file.storage_key),
        content_type: Set(file.content_type),
        width: Set(file.width),
        height: Set(file.height),
        bytes: Set(file.bytes),
    };
    let rows: Vec<_> = files.into_iter().map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    image_file::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .try_insert()
        .exec_without_returning(txn)
        .await?;
    touch(txn, image.product_id).await
}
