//! Importing products from a file: it goes into storage piece by piece, and jobs do the rest.

use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::catalog::import::bulk;
use domain::idempotency::{self, Request as Once};
use domain::storage::parts;
use futures_util::{Stream, StreamExt, TryStreamExt};
use poem::Body;
use poem::http::StatusCode;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Attachment, AttachmentType, Json};
use poem_openapi::types::multipart::Upload;
use poem_openapi::{ApiRequest, ApiResponse, Enum, Multipart, Object, OpenApi};
use sha2::{Digest, Sha256};
use tokio_util::io::ReaderStream;
use uuid::Uuid;

use crate::auth::{CatalogWrite, Require};
use crate::openapi::Tag;
use crate::operations::BatchProgress;
use crate::payload::{Csv, IdempotencyKey};
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct ProductImports(pub Shared);

/// The header is looked for in so many bytes.
const BEGINNING: usize = 64 * 1024;

/// A form with a file of products.
#[derive(Debug, Multipart)]
pub struct ProductForm {
    /// CSV: UTF-8, commas, a header, one row per variant; or JSON lines.
    file: Upload,
}

#[derive(ApiRequest)]
pub enum ProductFile {
    /// The file itself: CSV, or JSON lines as `application/x-ndjson`.
    Csv(Csv),
    /// A form with the file.
    Form(ProductForm),
}

/// Where an import stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ImportStatus {
    Running,
    /// Every row was worked in or refused.
    Succeeded,
    /// A part of the file could not be worked in. Its job is dead, and can be retried.
    Failed,
    /// Somebody cancelled it; some rows may be in.
    Cancelled,
}

/// An import of products and how far it is.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ProductImport {
    pub id: Uuid,
    pub state: ImportStatus,
    /// Who sent the file.
    pub created_by: Uuid,
    /// Of the file.
    pub bytes: i64,
    /// The currency of its prices.
    pub currency: String,
    /// Rows without the header; 0 until the file has been read.
    pub rows: i64,
    /// Rows whose sku was new.
    pub created: i64,
    /// Rows that changed something.
    pub updated: i64,
    pub unchanged: i64,
    /// Rows that were not accepted; when it has ended, `refused` is the file of them.
    pub refused: i64,
    /// The batch of its jobs.
    pub batch_id: Option<Uuid>,
    /// Of its jobs, while they are kept.
    pub progress: Option<BatchProgress>,
    pub created_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
}

impl From<bulk::Import> for ProductImport {
    fn from(import: bulk::Import) -> Self {
        let state = match import.state() {
            "succeeded" => ImportStatus::Succeeded,
            "failed" => ImportStatus::Failed,
            "cancelled" => ImportStatus::Cancelled,
            _ => ImportStatus::Running,
        };
        let row = import.row;
        Self {
            id: row.id,
            state,
            created_by: row.created_by,
            bytes: row.bytes,
            currency: row.currency,
            rows: row.rows,
            created: row.created,
            updated: row.updated,
            unchanged: row.unchanged,
            refused: row.refused,
            batch_id: row.batch_id,
            progress: import.batch.as_ref().map(Into::into),
            created_at: row.created_at,
            finished_at: row.finished_at,
        }
    }
}

/// A page of imports, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ProductImportPage {
    pub items: Vec<ProductImport>,
    pub next_cursor: Option<Uuid>,
}

#[derive(ApiResponse)]
pub enum StartedImport {
    /// The file is kept; jobs import it.
    #[oai(status = 202)]
    Accepted(
        Json<ProductImport>,
        /// Where the import can be followed.
        #[oai(header = "Location")]
        String,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[derive(ApiResponse)]
pub enum RefusedRows {
    /// Columns `line`, `sku`, `reason` and `row`, the row as it stood in the file.
    #[oai(status = 200, content_type = "text/csv")]
    Csv(Attachment<Body>),
}

#[OpenApi(prefix_path = "/api/v1/products/imports", tag = "Tag::Catalog")]
impl ProductImports {
    /// Import products
    ///
    /// From a CSV file with the columns `sku`, `product` and `price`, and if wanted `slug`, `category`, `description`,
    /// `variant`, `stock`, `weight_g`, `tax_rate`, `status`, `brand`, `tags`, `attributes`, `codes`, `publish_at` and
    /// `unpublish_at`. Or from JSON lines (`application/x-ndjson`, or in a form), one product each, with `id`, `title`
    /// and `price` in minor units, and if wanted `name` and `ean` (part numbers), `short_description`, `supplier`,
    /// `category`, `stock` and attributes as `attr_t_…`, `attr_n_…`, `attr_b_…`, which are defined where they are
    /// missing. A sku that is there is updated, and left alone if nothing differs. A row is applied as a whole or
    /// refused with a reason. Needs the permission `catalog_write`.
    #[oai(path = "/", method = "post", operation_id = "importProducts")]
    async fn import(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        body: ProductFile,
    ) -> Result<StartedImport> {
        let (store, services) = (self.0.store(), &self.0.services);
        let user = staff.customer.id;
        let shop = services.shop();
        let id = bulk::announce(store, user, &shop.currency).await?;
        let outcome = async {
            let (bytes, fingerprint) = match body {
                ProductFile::Csv(body) => self.keep(id, body.0.into_bytes_stream()).await?,
                ProductFile::Form(form) => {
                    self.keep(id, ReaderStream::new(form.file.into_async_read())).await?
                }
            };
            let scope = format!("products.import user {user}");
            let once = Once { scope, key: idempotency_key.0, fingerprint };
            let mut tickets = Vec::new();
            let answer = idempotency::once(store, &once, async |txn| {
                tickets = bulk::accept(txn, id, bytes).await?;
                Ok(id)
            })
            .await?;
            services.push(&tickets).await;
            Ok::<_, Failure>(answer)
        }
        .await;
        if !matches!(&outcome, Ok(answer) if !answer.replayed) {
            // What cannot be removed now is pruned later.
            if let Err(error) = bulk::withdraw(store, services.storage.as_ref(), id).await {
                tracing::warn!(error = error.chain(), "the file of import {id} is left over");
            }
        }
        let answer = outcome?;
        let import: ProductImport = bulk::find(store.read(), answer.value).await?.into();
        let location = format!("/api/v1/products/imports/{}", import.id);
        Ok(StartedImport::Accepted(Json(import), location, answer.replayed))
    }

    /// List imports of products
    ///
    /// Newest first, with how far they are. Needs the permission `catalog_write`.
    #[oai(path = "/", method = "get", operation_id = "listProductImports")]
    async fn list(
        &self,
        _staff: Require<CatalogWrite>,
        /// `next_cursor` of the page before.
        cursor: Query<Option<Uuid>>,
        /// Imports per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<ProductImportPage>> {
        let mut found = bulk::list(self.0.store().read(), cursor.0, limit.0 + 1).await?;
        let more = found.len() as u64 > limit.0;
        found.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = found.last().filter(|_| more).map(|import| import.row.id);
        Ok(Json(ProductImportPage { items: found.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// See an import of products
    ///
    /// And how far it is. Needs the permission `catalog_write`.
    #[oai(path = "/:id", method = "get", operation_id = "getProductImport")]
    async fn get(
        &self,
        _staff: Require<CatalogWrite>,
        /// The import.
        id: Path<Uuid>,
    ) -> Result<Json<ProductImport>> {
        Ok(Json(bulk::find(self.0.store().read(), id.0).await?.into()))
    }

    /// Fetch the refused rows of an import
    ///
    /// As a CSV file, with the reasons; when the import has ended, and if there are any. Needs the permission
    /// `catalog_write`.
    #[oai(path = "/:id/refused", method = "get", operation_id = "getRefusedProducts")]
    async fn refused(
        &self,
        _staff: Require<CatalogWrite>,
        /// The import.
        id: Path<Uuid>,
    ) -> Result<RefusedRows> {
        let row = bulk::find(self.0.store().read(), id.0).await?.row;
        let key = row.refused_key.ok_or(domain::Error::NotFound { what: "file of refused rows" })?;
        let bytes = u64::try_from(row.refused_bytes).unwrap_or_default();
        let content = parts::stream(self.0.services.storage.clone(), key, bytes);
        let body = Body::from_bytes_stream(content.map_err(std::io::Error::other));
        let file = Attachment::new(body).attachment_type(AttachmentType::Attachment);
        Ok(RefusedRows::Csv(file.filename(format!("refused-{}.csv", row.id))))
    }

    /// Puts the file into storage and returns its size and fingerprint. A wrong header is refused before.
    async fn keep(
        &self,
        id: Uuid,
        content: impl Stream<Item = std::io::Result<Bytes>>,
    ) -> Result<(u64, String)> {
        let mut file = parts::Writer::new(self.0.services.storage.as_ref(), bulk::upload_key(id), "text/csv");
        let (mut beginning, mut hash) = (Some(Vec::new()), Sha256::new());
        let mut content = std::pin::pin!(content);
        while let Some(piece) = content.next().await {
            let piece = piece.map_err(|error| {
                Failure::new(StatusCode::BAD_REQUEST, "malformed_body", "the file could not be read")
                    .with_error("file", error.to_string())
            })?;
            if let Some(mut so_far) = beginning.take() {
                so_far.extend_from_slice(&piece[..piece.len().min(BEGINNING)]);
                if so_far.contains(&b'\n') || so_far.len() >= BEGINNING {
                    bulk::check_header(&so_far)?;
                } else {
                    beginning = Some(so_far);
                }
            }
            hash.update(&piece);
            file.write(&piece).await?;
        }
        if let Some(whole) = beginning {
            bulk::check_header(&whole)?;
        }
        Ok((file.finish().await?, hex::encode(hash.finalize())))
    }
}

fn default_limit() -> u64 {
    20
}
