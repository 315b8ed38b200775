//! Pictures of products: the file goes into storage first, then its row is written.

use bytes::Bytes;
use domain::catalog::images::{self, ImageChange, NewImage};
use garde::Validate;
use platform::pictures;
use poem::http::StatusCode;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiResponse, Multipart, Object, OpenApi};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::Deleted;
use super::picture::Picture;
use super::rendered::{delete_files, forget};
use super::schema::Image;
use crate::auth::{CatalogWrite, Require};
use crate::openapi::Tag;
use crate::payload::{ValidJson, present};
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

/// What of a picture changes. What is absent stays.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example)]
pub struct ImageChangeRequest {
    /// What is to be seen, for those who do not see it.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(max_length = 300, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
    pub alt: Option<String>,
    /// Lower comes first.
    #[serde(default, deserialize_with = "present")]
    pub position: Option<i32>,
}

impl Example for ImageChangeRequest {
    fn example() -> Self {
        Self { alt: Some("A mug the colour of sand".into()), position: Some(0) }
    }
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
    /// Behind the product's other pictures; the first one stands for the product. The whole file has to be what it is taken
    /// for, and a header that claims more than 12,000 pixels a side or 25 million in all is refused unread. Jobs make
    /// smaller ones. Needs the permission `catalog_write`.
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
        let content = Bytes::from(content);
        let shown = match picture.content_type {
            "image/svg+xml" => None,
            _ => Some(pictures::inspect(content.clone()).await?),
        };
        let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
        let (width, height) = shown
            .as_ref()
            .map_or((picture.width, picture.height), |shown| (side(shown.width), side(shown.height)));
        let digest = hex::encode(&Sha256::digest(&content)[..12]);
        let key = format!("media/{}-{digest}.{}", Uuid::now_v7().simple(), picture.extension);
        self.0.services.storage.put(&key, content, picture.content_type).await?;
        let new = NewImage {
            storage_key: key.clone(),
            content_type: picture.content_type.to_owned(),
            alt: body.alt.unwrap_or_default(),
            width,
            height,
            color: shown.map(|shown| shown.color),
        };
        match self.0.store().write(async |txn| images::add(txn, product.0, new).await).await {
            Ok((image, tickets)) => {
                self.0.services.push(&tickets).await;
                forget(&self.0).await;
                Ok(ImageCreated::Created(Json(image.into())))
            }
            Err(error) => {
                delete_files(&self.0, &[key]).await;
                Err(error.into())
            }
        }
    }

    /// Change a picture
    ///
    /// What is to be seen on it, and where it stands among the others: the first one stands for the product. Needs the
    /// permission `catalog_write`.
    #[oai(path = "/products/:product/images/:image_id", method = "patch", operation_id = "updateImage")]
    async fn update(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        /// The id of the picture.
        image_id: Path<Uuid>,
        body: ValidJson<ImageChangeRequest>,
    ) -> Result<Json<Image>> {
        let change = ImageChange { alt: body.0.alt, position: body.0.position };
        let work = async |txn: &domain::Txn| images::update(txn, product.0, image_id.0, change).await;
        let image = self.0.store().write(work).await?;
        forget(&self.0).await;
        Ok(Json(image.into()))
    }

    /// Delete a picture
    ///
    /// The picture and its files. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product/images/:image_id", method = "delete", operation_id = "deleteImage")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        /// The id of the picture.
        image_id: Path<Uuid>,
    ) -> Result<Deleted> {
        let files =
            self.0.store().write(async |txn| images::delete(txn, product.0, image_id.0).await).await?;
        forget(&self.0).await;
        delete_files(&self.0, &files).await;
        Ok(Deleted::Done)
    }
}
