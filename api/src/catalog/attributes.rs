//! Attributes, and in which of them the variants of a product differ.

use domain::catalog::attributes::{self, AttributeFilter};
use domain::catalog::products;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::Deleted;
use super::attribute_schema::{Attribute, AttributeChangeRequest, AttributePage, AttributeRequest, Kind};
use super::brand_schema::CatalogNameSort;
use super::option_requests::OptionsRequest;
use super::product_schema::Product;
use super::rendered::{forget, kept};
use crate::auth::{CatalogWrite, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{CachedJson, OptionalKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Attributes(pub Shared);

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Attributes {
    /// List attributes
    ///
    /// With their choices. By name, page by page.
    #[oai(path = "/attributes", method = "get", operation_id = "listAttributes")]
    #[allow(clippy::too_many_arguments)] // One for each parameter of the operation.
    async fn list(
        &self,
        /// Only of this kind.
        kind: Query<Option<Kind>>,
        /// Only those by which lists can be narrowed, or only the others.
        filterable: Query<Option<bool>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<CatalogNameSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 2000))]
        cursor: Query<Option<String>>,
        /// Attributes per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<AttributePage>> {
        let filter = AttributeFilter {
            kind: kind.0.map(Into::into),
            filterable: filterable.0,
            descending: sort.0 == CatalogNameSort::NameDesc,
            cursor: cursor.0,
            limit: limit.0,
        };
        let make = async {
            let page = attributes::page(self.0.store().read(), &filter).await?;
            let items = page.items.into_iter().map(Into::into).collect();
            Ok(AttributePage { items, next_cursor: page.next })
        };
        Ok(kept(&self.0, &format!("attributes:{filter:?}"), if_none_match.0.as_deref(), make).await?)
    }

    /// Show an attribute
    ///
    /// With its choices.
    #[oai(path = "/attributes/:attribute_id", method = "get", operation_id = "getAttribute")]
    async fn show(
        &self,
        /// The id of the attribute.
        attribute_id: Path<Uuid>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<Attribute>> {
        let make = async { Ok(attributes::find(self.0.store().read(), attribute_id.0).await?.into()) };
        let key = format!("attribute:{}", attribute_id.0);
        Ok(kept(&self.0, &key, if_none_match.0.as_deref(), make).await?)
    }

    /// Define an attribute
    ///
    /// Its code and its kind stay as they are. Needs the permission `catalog_write`.
    #[oai(path = "/attributes", method = "post", operation_id = "createAttribute")]
    async fn create(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<AttributeRequest>,
    ) -> Result<Made<Attribute>> {
        let making = Making { what: "attributes", by: &staff.customer, key: idempotency_key };
        let fingerprint = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let new = body.0.into();
        let work = async |txn: &domain::Txn| Ok(attributes::create(txn, new).await?.row.id);
        let (id, replayed) = making.in_catalog(&self.0, &fingerprint, work).await?;
        let attribute = attributes::find(self.0.store().read(), id).await?;
        Ok(Made::Created(Json(attribute.into()), format!("/api/v1/attributes/{id}"), replayed))
    }

    /// Change an attribute
    ///
    /// A choice that a product has cannot go. Needs the permission `catalog_write`.
    #[oai(path = "/attributes/:attribute_id", method = "patch", operation_id = "updateAttribute")]
    async fn update(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the attribute.
        attribute_id: Path<Uuid>,
        body: ValidJson<AttributeChangeRequest>,
    ) -> Result<Json<Attribute>> {
        let change = body.0.into();
        let work = async |txn: &domain::Txn| attributes::update(txn, attribute_id.0, change).await;
        let attribute = self.0.store().write(work).await?;
        forget(&self.0).await;
        Ok(Json(attribute.into()))
    }

    /// Delete an attribute
    ///
    /// Only one that no product has a value of. Needs the permission `catalog_write`.
    #[oai(path = "/attributes/:attribute_id", method = "delete", operation_id = "deleteAttribute")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the attribute.
        attribute_id: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| attributes::delete(txn, attribute_id.0).await).await?;
        forget(&self.0).await;
        Ok(Deleted::Done)
    }

    /// Set the options of a product
    ///
    /// In what its variants differ, and what each of them has: one choice of each option, and no two variants the same
    /// ones. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product/options", method = "put", operation_id = "setProductOptions")]
    async fn set_options(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        body: ValidJson<OptionsRequest>,
    ) -> Result<Json<Product>> {
        let change = body.0.into();
        let work = async |txn: &domain::Txn| attributes::set_options(txn, product.0, change).await;
        self.0.store().write(work).await?;
        forget(&self.0).await;
        let key = product.0.to_string();
        let detail = products::find_by_slug_or_id(self.0.store().read(), &key, true).await?;
        Ok(Json(Product::new(detail, true)))
    }
}
