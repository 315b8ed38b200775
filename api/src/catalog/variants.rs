//! Variants and their stock.

use domain::catalog::variants;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;

use uuid::Uuid;

use super::Deleted;
use super::rendered::forget;
use super::variant_requests::{StockRequest, VariantChangeRequest, VariantRequest};
use super::variant_schema::{StockLevel, Variant};
use crate::auth::{CatalogWrite, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{OptionalKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Variants(pub Shared);

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Variants {
    /// Add a variant
    ///
    /// Behind the product's other variants. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product/variants", method = "post", operation_id = "createVariant")]
    async fn create(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        /// The id of the product.
        product: Path<Uuid>,
        body: ValidJson<VariantRequest>,
    ) -> Result<Made<Variant>> {
        let making = Making { what: "variants", by: &staff.customer, key: idempotency_key };
        let fingerprint = (product.0, serde_json::to_value(&body.0).map_err(domain::Error::from)?);
        let new = body.0.into();
        let shop = self.0.services.shop();
        let currency = &shop.currency;
        let work = async |txn: &domain::Txn| Ok(variants::add(txn, product.0, currency, new).await?.id);
        let (id, replayed) = making.in_catalog(&self.0, &fingerprint, work).await?;
        let variant = variants::find(self.0.store().read(), id).await?;
        Ok(Made::Created(Json(variant.into()), format!("/api/v1/products/{}", product.0), replayed))
    }

    /// Change a variant
    ///
    /// Its stock has an operation of its own. Needs the permission `catalog_write`.
    #[oai(path = "/variants/:variant_id", method = "patch", operation_id = "updateVariant")]
    async fn update(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
        body: ValidJson<VariantChangeRequest>,
    ) -> Result<Json<Variant>> {
        let change = body.0.into();
        let variant =
            self.0.store().write(async |txn| variants::update(txn, variant_id.0, change).await).await?;
        forget(&self.0).await;
        Ok(Json(variant.into()))
    }

    /// Delete a variant
    ///
    /// With its stock; carts lose it, orders keep what they say about it. Needs the permission `catalog_write`.
    #[oai(path = "/variants/:variant_id", method = "delete", operation_id = "deleteVariant")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| variants::delete(txn, variant_id.0).await).await?;
        forget(&self.0).await;
        Ok(Deleted::Done)
    }

    /// Set the stock of a variant
    ///
    /// To what was counted. It cannot be less than what is promised to orders. Needs the permission `catalog_write`.
    #[oai(path = "/variants/:variant_id/stock", method = "put", operation_id = "setStock")]
    async fn set_stock(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the variant.
        variant_id: Path<Uuid>,
        body: ValidJson<StockRequest>,
    ) -> Result<Json<StockLevel>> {
        let on_hand = body.0.on_hand;
        let level =
            self.0.store().write(async |txn| variants::set_stock(txn, variant_id.0, on_hand).await).await?;
        forget(&self.0).await;
        Ok(Json(level.into()))
    }
}
