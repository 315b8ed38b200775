//! Pictures of products: the file goes into storage first, then its row is written.

use bytes::Bytes;
use domain::catalog::images::{self, NewImage};
use poem::http::StatusCode;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiResponse, Multipart, OpenApi};
use uuid::Uuid;

use super::Deleted;
use super::picture::Picture;
use super::rendered::{delete_files, forget};
use super::schema::Image;
use crate::auth::{CatalogWrite, Require};
use crate::openapi::Tag;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Images(pub Shared);

/// A picture to be.
#[derive(Debug, Multipart)]
pub struct ImageUpload {
    /// PNG, JPEG, WebP, GIF or SVG; which of them is told by the content.
    file: Upload,
    /// What is to be seen, for those who do not see it.
    #[oai(validator(max_length = 300))]
    alt: Option<String>,
}

#[derive(ApiResponse)]
pub enum ImageCreated {
    /// The picture as it is now.
    #[oai(status = 201)]
    Created(Json<Image>),
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Images {
    /// Upload a picture
    ///
    /// Behind the product's other pictures; the first one stands for the product. Needs the permission
    /// `catalog_write`.
    #[oai(path = "/products/:product/images", method = "post", operation_id = "uploadImage")]
    async fn upload(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        body: ImageUpload,
    ) -> Result<ImageCreated> {
        let content = body.file.into_vec().await.map_err(|error| {
            Failure::new(StatusCode::BAD_REQUEST, "malformed_body", "the file could not be read")
                .with_error("file", error.to_string())
        })?;
        let picture = Picture::read(&content).ok_or_else(|| {
            Failure::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not_a_picture",
                "the file is neither PNG nor JPEG, WebP, GIF or SVG with a size",
            )
            .with_error("file", "must be a PNG, JPEG, WebP, GIF or SVG picture")
        })?;
        let key = format!("media/{}.{}", Uuid::now_v7(), picture.extension);
        self.0.services.storage.put(&key, Bytes::from(content), picture.content_type).await?;
        let new = NewImage {
            storage_key: key.clone(),
            content_type: picture.content_type.to_owned(),
            alt: body.alt.unwrap_or_default(),
            width: picture.width,
            height: picture.height,
        };
        match self.0.store().write(async |txn| images::add(txn, product.0, new).await).await {
            Ok(image) => {
                forget(&self.0).await;
                Ok(ImageCreated::Created(Json(image.into())))
            }
            Err(error) => {
                delete_files(&self.0, &[key]).await;
                Err(error.into())
            }
        }
    }

    /// Delete a picture
    ///
    /// The picture and its file. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product/images/:image_id", method = "delete", operation_id = "deleteImage")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        /// The id of the picture.
        image_id: Path<Uuid>,
    ) -> Result<Deleted> {
        let image =
            self.0.store().write(async |txn| images::delete(txn, product.0, image_id.0).await).await?;
        forget(&self.0).await;
        delete_files(&self.0, &[image.storage_key]).await;
        Ok(Deleted::Done)
    }
}
