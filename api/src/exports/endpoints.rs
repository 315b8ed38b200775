//! Asking for files of products and orders, and fetching them.

use domain::exports::{self, Format, NewExport, What};
use domain::idempotency::{self, Request as Once};
use domain::storage::parts;
use futures_util::TryStreamExt;
use poem::Body;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Attachment, AttachmentType, Json};
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::exporter::Exporter;
use super::schema::{Export, ExportKind, ExportPage, ExportRequest};
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Exports(pub Shared);

#[derive(ApiResponse)]
pub enum StartedExport {
    /// Jobs write the file.
    #[oai(status = 202)]
    Accepted(
        Json<Export>,
        /// Where the export can be followed.
        #[oai(header = "Location")]
        String,
        /// Whether this is the answer to an earlier request with the same key.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

#[derive(ApiResponse)]
pub enum ExportFile {
    /// CSV: UTF-8, commas, a header.
    #[oai(status = 200, content_type = "text/csv")]
    Csv(Attachment<Body>),
    /// JSON lines: an object in each.
    #[oai(status = 200, content_type = "application/jsonl")]
    JsonLines(Attachment<Body>),
}

#[OpenApi(prefix_path = "/api/v1/exports", tag = "Tag::Operations")]
impl Exports {
    /// Export products or orders
    ///
    /// Into a file, by jobs: CSV or JSON lines, of all or of some. A file of products can be imported again and then changes nothing. A cell that a
    /// spreadsheet would take for a formula begins with an apostrophe. Needs the permission `catalog_write` for
    /// products, `orders_read` for orders.
    #[oai(path = "/", method = "post", operation_id = "startExport")]
    async fn start(
        &self,
        exporter: Exporter,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        body: ValidJson<ExportRequest>,
    ) -> Result<StartedExport> {
        let body = body.0;
        exporter.require(body.what)?;
        let fingerprint = serde_json::to_vec(&body).map_err(domain::Error::from)?;
        let once =
            Once::new(format!("exports user {}", exporter.customer.id), idempotency_key.0, &fingerprint);
        let new = NewExport {
            what: body.what.into(),
            format: body.format.into(),
            filter: body.filter(),
            from: body.from,
            to: body.to,
            created_by: Some(exporter.customer.id),
        };
        let mut tickets = Vec::new();
        let answer = idempotency::once(self.0.store(), &once, async |txn| {
            let (id, enqueued) = exports::open(txn, new).await?;
            tickets = enqueued;
            Ok(id)
        })
        .await?;
        self.0.services.push(&tickets).await;
        let export: Export = exports::find(self.0.store().read(), answer.value).await?.into();
        let location = format!("/api/v1/exports/{}", export.id);
        Ok(StartedExport::Accepted(Json(export), location, answer.replayed))
    }

    /// List exports
    ///
    /// Newest first: of products with the permission `catalog_write`, of orders with `orders_read`. Needs the
    /// permission for either.
    #[oai(path = "/", method = "get", operation_id = "listExports")]
    async fn list(
        &self,
        exporter: Exporter,
        /// `next_cursor` of the page before.
        cursor: Query<Option<Uuid>>,
        /// Exports per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<ExportPage>> {
        let allowed: Vec<What> = exporter.kinds().map(Into::into).collect();
        let mut found = exports::list(self.0.store().read(), &allowed, cursor.0, limit.0 + 1).await?;
        let more = found.len() as u64 > limit.0;
        found.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = found.last().filter(|_| more).map(|export| export.row.id);
        Ok(Json(ExportPage { items: found.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// See an export
    ///
    /// And how far it is. Needs the permission `catalog_write` for products, `orders_read` for orders.
    #[oai(path = "/:id", method = "get", operation_id = "getExport")]
    async fn get(
        &self,
        exporter: Exporter,
        /// The export.
        id: Path<Uuid>,
    ) -> Result<Json<Export>> {
        Ok(Json(self.visible(&exporter, id.0).await?.into()))
    }

    /// Fetch the file of an export
    ///
    /// When it is whole. Needs the permission `catalog_write` for products, `orders_read` for orders.
    #[oai(path = "/:id/file", method = "get", operation_id = "getExportFile")]
    async fn file(
        &self,
        exporter: Exporter,
        /// The export.
        id: Path<Uuid>,
    ) -> Result<ExportFile> {
        let row = self.visible(&exporter, id.0).await?.row;
        let format = Format::of(&row)?;
        let key = row
            .file_key
            .ok_or(domain::Error::NotFound { what: "file; it is there when the export has ended" })?;
        let bytes = u64::try_from(row.bytes).unwrap_or_default();
        let content = parts::stream(self.0.services.storage.clone(), key, bytes);
        let body = Body::from_bytes_stream(content.map_err(std::io::Error::other));
        let name = format!("{}-{}.{}", row.what, row.created_at.format("%Y%m%d-%H%M%S"), format.extension());
        let file = Attachment::new(body).attachment_type(AttachmentType::Attachment).filename(name);
        Ok(match format {
            Format::Csv => ExportFile::Csv(file),
            Format::JsonLines => ExportFile::JsonLines(file),
        })
    }

    async fn visible(&self, exporter: &Exporter, id: Uuid) -> Result<exports::Export> {
        let export = exports::find(self.0.store().read(), id).await?;
        exporter.require(ExportKind::of(&export.row.what))?;
        Ok(export)
    }
}

fn default_limit() -> u64 {
    20
}
