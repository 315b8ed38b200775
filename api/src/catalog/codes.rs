//! Part numbers and EANs of products, as staff keeps them.

use domain::catalog::codes;
use garde::Validate;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::types::Example;
use poem_openapi::{Object, OpenApi};
use serde::Deserialize;
use uuid::Uuid;

use super::rendered::forget;
use crate::auth::{CatalogWrite, Require};
use crate::openapi::Tag;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Codes(pub Shared);

/// What makers and other shops call a product by.
#[derive(Debug, Object, Deserialize, Validate)]
#[serde(deny_unknown_fields)]
#[oai(example)]
pub struct ProductCodes {
    /// Part numbers and EANs; 40 at most. Whoever searches for one finds the product, whatever hyphens and spaces are typed.
    #[garde(length(max = 40), inner(length(min = 1, max = 64)))]
    #[oai(validator(max_items = 40))]
    pub codes: Vec<String>,
}

impl Example for ProductCodes {
    fn example() -> Self {
        Self { codes: vec!["TN-2110".into(), "4977766654616".into()] }
    }
}

#[OpenApi(prefix_path = "/api/v1/products", tag = "Tag::Catalog")]
impl Codes {
    /// Show the codes of a product
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/:product/codes", method = "get", operation_id = "getProductCodes")]
    async fn show(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Json<ProductCodes>> {
        let db = self.0.store().read();
        domain::catalog::products::find_by_slug_or_id(db, &product.0.to_string(), true).await?;
        Ok(Json(ProductCodes { codes: codes::of_product(db, product.0).await? }))
    }

    /// Set the codes of a product
    ///
    /// These, in this order, and no others. Needs the permission `catalog_write`.
    #[oai(path = "/:product/codes", method = "put", operation_id = "setProductCodes")]
    async fn set(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        body: ValidJson<ProductCodes>,
    ) -> Result<Json<ProductCodes>> {
        let work = async |txn: &domain::Txn| codes::set(txn, product.0, &body.0.codes).await;
        self.0.store().write(work).await?;
        forget(&self.0).await;
        let codes = codes::of_product(self.0.store().read(), product.0).await?;
        Ok(Json(ProductCodes { codes }))
    }
}
