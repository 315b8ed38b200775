//! Of which tax class goods are.

use domain::zones;
use poem_openapi::OpenApi;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::schema::TaxClassRequest;
use crate::auth::{CheckoutWrite, Require};
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct TaxClasses(pub Shared);

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Checkout")]
impl TaxClasses {
    /// Set the tax class of a product
    ///
    /// Of all its variants that say nothing else. Zones have a rate for each class; without a class, or where the zone has no
    /// rate for it, the product's own rate counts. Needs the permission `checkout_write`.
    #[oai(path = "/products/:product/tax-class", method = "put", operation_id = "setProductTaxClass")]
    async fn product(
        &self,
        _staff: Require<CheckoutWrite>,
        /// The product.
        product: Path<Uuid>,
        body: ValidJson<TaxClassRequest>,
    ) -> Result<Json<TaxClassRequest>> {
        let tax_class = body.0.tax_class.clone();
        self.0.store().write(async |txn| zones::set_product(txn, product.0, tax_class).await).await?;
        Ok(Json(body.0))
    }

    /// Set the tax class of a variant
    ///
    /// It goes before that of its product. Needs the permission `checkout_write`.
    #[oai(path = "/variants/:variant_id/tax-class", method = "put", operation_id = "setVariantTaxClass")]
    async fn variant(
        &self,
        _staff: Require<CheckoutWrite>,
        /// The variant.
        variant_id: Path<Uuid>,
        body: ValidJson<TaxClassRequest>,
    ) -> Result<Json<TaxClassRequest>> {
        let tax_class = body.0.tax_class.clone();
        self.0.store().write(async |txn| zones::set_variant(txn, variant_id.0, tax_class).await).await?;
        Ok(Json(body.0))
    }
}
