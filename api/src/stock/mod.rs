//! Stock: how many there are, what moved it, and when it runs low.

mod bundles;
mod schema;

use domain::Txn;
use domain::catalog::variants;
use domain::inventory::{self, NewPart, StockFilter};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use crate::auth::{CatalogWrite, Require};
use crate::catalog::{StockLevel, forget};
use crate::making::Making;
use crate::openapi::Tag;
use crate::payload::{IdempotencyKey, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;
use bundles::{VariantParts, VariantPartsRequest};
use schema::{
    Adjusted, AdjustmentRequest, BackorderRequest, BackorderSettings, LowStockRequest, StockMovementPage,
    StockPage,
};

/// The endpoints.
pub struct Stock(pub Shared);

#[derive(ApiResponse)]
pub enum StockAdjusted {
    /// What moved, and how many there are then.
    #[oai(status = 201)]
    Created(
        Json<Adjusted>,
        /// `true` when this key had been used before and nothing was done again.
        #[oai(header = "Idempotency-Replayed")]
        bool,
    ),
}

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Stock")]
impl Stock {
    /// List stock
    ///
    /// Of all variants, by sku. Needs the permission `catalog_write`.
    #[oai(path = "/stock", method = "get", operation_id = "listStock")]
    async fn list(
        &self,
        _staff: Require<CatalogWrite>,
        /// Only what runs low.
        #[oai(default)]
        low: Query<bool>,
        /// Only those whose sku begins so.
        #[oai(validator(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9._-]+$"))]
        sku: Query<Option<String>>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Variants per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<StockPage>> {
        let filter = StockFilter { low: low.0, sku: sku.0 };
        let after = cursor::read_key("stock", cursor.0.as_deref())?;
        let db = self.0.store().read();
        let rows = inventory::levels(db, &filter, after.as_deref(), limit.0 + 1).await?;
        let (rows, next_cursor) = cursor::page_by_key("stock", rows, limit.0, |row| &row.sku);
        Ok(Json(StockPage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// List movements of stock
    ///
    /// Everything that changed how many there are, newest first; summed up they are what is on hand. Needs the permission
    /// `catalog_write`.
    #[oai(path = "/variants/:variant_id/movements", method = "get", operation_id = "listStockMovements")]
    async fn movements(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Movements per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<StockMovementPage>> {
        let after = cursor.0.as_deref().map(cursor::read).transpose()?;
        let db = self.0.store().read();
        let rows = inventory::movements(db, variant_id.0, after, limit.0 + 1).await?;
        let (rows, next_cursor) = cursor::page(rows, limit.0, |row| (row.created_at, row.id));
        Ok(Json(StockMovementPage { items: rows.into_iter().map(Into::into).collect(), next_cursor }))
    }

    /// Move stock
    ///
    /// For what comes in, is lost or was miscounted; orders move stock by themselves. Less than what is promised to orders is
    /// refused. Needs the permission `catalog_write`.
    #[oai(path = "/variants/:variant_id/movements", method = "post", operation_id = "moveStock")]
    async fn adjust(
        &self,
        staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
        #[oai(name = "Idempotency-Key")] idempotency_key: IdempotencyKey,
        body: ValidJson<AdjustmentRequest>,
    ) -> Result<StockAdjusted> {
        let making = Making { what: "stock.adjust", by: &staff.customer, key: idempotency_key.into() };
        let asked_for = (variant_id.0, serde_json::to_value(&body.0).map_err(domain::Error::from)?);
        let adjustment = body.0.into();
        let work = async |txn: &Txn| {
            let (level, movement) = inventory::adjust(txn, variant_id.0, adjustment).await?;
            Ok(Adjusted { stock: level.into(), movement: movement.into() })
        };
        let (adjusted, replayed) = making.in_catalog(&self.0, &asked_for, work).await?;
        Ok(StockAdjusted::Created(Json(adjusted), replayed))
    }

    /// Say when stock runs low
    ///
    /// When what can be sold falls to that number, the shop is told by mail and by the webhook `stock.ran_low`, once. Needs the
    /// permission `catalog_write`.
    #[oai(path = "/variants/:variant_id/low-stock", method = "put", operation_id = "setLowStock")]
    async fn set_low(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
        body: ValidJson<LowStockRequest>,
    ) -> Result<Json<StockLevel>> {
        let low_at = body.0.low_at.take();
        let set = async |txn: &_| inventory::set_low_at(txn, variant_id.0, low_at).await;
        Ok(Json(self.0.store().write(set).await?.into()))
    }

    /// Say whether it is sold beyond what is there
    ///
    /// `allow`: up to `limit` units are promised although they are not there, and sent once they are; what comes goes to the
    /// oldest order. Needs the permission `catalog_write`.
    #[oai(path = "/variants/:variant_id/backorder", method = "put", operation_id = "setBackorder")]
    async fn set_backorder(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
        body: ValidJson<BackorderRequest>,
    ) -> Result<Json<BackorderSettings>> {
        let policy = body.0.into();
        let set = async |txn: &_| inventory::set_policy(txn, variant_id.0, policy).await;
        let row = self.0.store().write(set).await?;
        forget(&self.0).await;
        Ok(Json(row.into()))
    }

    /// See what a bundle consists of
    ///
    /// Nothing for a variant that is no bundle. Needs the permission `catalog_write`.
    #[oai(path = "/variants/:variant_id/parts", method = "get", operation_id = "getVariantParts")]
    async fn parts(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
    ) -> Result<Json<VariantParts>> {
        let db = self.0.store().read();
        variants::find(db, variant_id.0).await?;
        let parts = inventory::parts_of(db, [variant_id.0]).await?.remove(&variant_id.0);
        Ok(Json(parts.unwrap_or_default().into()))
    }

    /// Make a variant a bundle of others
    ///
    /// It has no stock of its own then: there are as many as can be made of what there is of its parts, and its orders take those.
    /// Orders that were placed before keep the parts they had. Without parts it is no bundle any more. Needs the permission
    /// `catalog_write`.
    #[oai(path = "/variants/:variant_id/parts", method = "put", operation_id = "setVariantParts")]
    async fn set_parts(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
        body: ValidJson<VariantPartsRequest>,
    ) -> Result<Json<VariantParts>> {
        let parts: Vec<NewPart> = body.0.into();
        let set = async |txn: &_| inventory::set_parts(txn, variant_id.0, &parts).await;
        let parts = self.0.store().write(set).await?;
        forget(&self.0).await;
        Ok(Json(parts.into()))
    }
}
