//! Pictures of products: the file goes into storage first, then its row is written.

use bytes::Bytes;
use domain::Txn;
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
use crate::making::Making;
use crate::openapi::Tag;
use crate::payload::{OptionalKey, ValidJson, present};
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
    Created(
        Json<Image>,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
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
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
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
        let whole = hex::encode(Sha256::digest(&content));
        let digest = &whole[..24];
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
        let making = Making { what: "images.add", by: &staff.customer, key: idempotency_key };
        let asked_for = (product.0, whole, new.alt.clone());
        let mut tickets = Vec::new();
        let work = async |txn: &Txn| {
            let (image, enqueued) = images::add(txn, product.0, new).await?;
            tickets = enqueued;
            Ok(image.id)
        };
        let made = making.in_catalog(&self.0, &asked_for, work).await;
        // A file that nothing refers to: it was refused, or had been taken in before.
        if !matches!(made, Ok((_, false))) {
            delete_files(&self.0, &[key]).await;
        }
        let (id, replayed) = made?;
        self.0.services.push(&tickets).await;
        let image = images::find(self.0.store().writer(), id).await?;
        Ok(ImageCreated::Created(Json(image.into()), replayed))
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
