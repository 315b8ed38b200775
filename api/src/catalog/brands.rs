//! Brands and tags.

use domain::catalog::brands::{self, BrandFilter};
use domain::catalog::tags;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::Deleted;
use super::brand_schema::{
    Brand, BrandChangeRequest, BrandPage, BrandRequest, CatalogNameSort, TagCount, TagPage,
};
use super::rendered::{forget, kept};
use crate::auth::{CatalogWrite, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{CachedJson, Movable, OptionalKey, ValidJson, cursor};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Brands(pub Shared);

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Brands {
    /// List brands
    ///
    /// By name, page by page.
    #[oai(path = "/brands", method = "get", operation_id = "listBrands")]
    async fn list(
        &self,
        /// What the name begins with, in its very letters.
        #[oai(validator(max_length = 100))]
        name: Query<Option<String>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<CatalogNameSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 2000))]
        cursor: Query<Option<String>>,
        /// Brands per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<BrandPage>> {
        let descending = sort.0 == CatalogNameSort::NameDesc;
        let filter = BrandFilter { name: name.0, descending, cursor: cursor.0, limit: limit.0 };
        let make = async {
            let page = brands::list(self.0.store().read(), &filter).await?;
            let items = page.items.into_iter().map(Into::into).collect();
            Ok(BrandPage { items, next_cursor: page.next })
        };
        Ok(kept(&self.0, &format!("brands:{filter:?}"), if_none_match.0.as_deref(), make).await?)
    }

    /// Show a brand
    ///
    /// A slug that it had before leads to the one that it has.
    #[oai(path = "/brands/:brand", method = "get", operation_id = "getBrand")]
    async fn show(
        &self,
        /// The slug or the id of the brand.
        #[oai(validator(min_length = 1, max_length = 80))]
        brand: Path<String>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<Movable<Brand>> {
        let db = self.0.store().read();
        let make = async { Ok(brands::find_by_slug_or_id(db, &brand.0).await?.into()) };
        match kept(&self.0, &format!("brand:{}", brand.0), if_none_match.0.as_deref(), make).await {
            Err(error @ domain::Error::NotFound { .. }) => match brands::moved_to(db, &brand.0).await? {
                Some(slug) => Ok(Movable::Moved(format!("/api/v1/brands/{slug}"))),
                None => Err(error.into()),
            },
            found => Ok(Movable::Here(found?)),
        }
    }

    /// Add a brand
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/brands", method = "post", operation_id = "createBrand")]
    async fn create(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<BrandRequest>,
    ) -> Result<Made<Brand>> {
        let making = Making { what: "brands", by: &staff.customer, key: idempotency_key };
        let fingerprint = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let new = body.0.into();
        let work = async |txn: &domain::Txn| Ok(brands::create(txn, new).await?.id);
        let (id, replayed) = making.in_catalog(&self.0, &fingerprint, work).await?;
        let row = brands::find_by_slug_or_id(self.0.store().read(), &id.to_string()).await?;
        Ok(Made::Created(Json(row.into()), format!("/api/v1/brands/{id}"), replayed))
    }

    /// Change a brand
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/brands/:brand", method = "patch", operation_id = "updateBrand")]
    async fn update(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the brand.
        brand: Path<Uuid>,
        body: ValidJson<BrandChangeRequest>,
    ) -> Result<Json<Brand>> {
        let change = body.0.into();
        let row = self.0.store().write(async |txn| brands::update(txn, brand.0, change).await).await?;
        forget(&self.0).await;
        Ok(Json(row.into()))
    }

    /// Delete a brand
    ///
    /// Only one that no product has. Needs the permission `catalog_write`.
    #[oai(path = "/brands/:brand", method = "delete", operation_id = "deleteBrand")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the brand.
        brand: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| brands::delete(txn, brand.0).await).await?;
        forget(&self.0).await;
        Ok(Deleted::Done)
    }

    /// List tags
    ///
    /// Those of the products that shoppers see, with how many of them have it.
    #[oai(path = "/tags", method = "get", operation_id = "listTags")]
    async fn tags(
        &self,
        /// `next_cursor` of the page before.
        #[oai(validator(max_length = 400))]
        cursor: Query<Option<String>>,
        /// Tags per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<TagPage>> {
        let after = cursor::read_key("tags", cursor.0.as_deref())?;
        let make = async {
            let rows = tags::list(self.0.store().read(), after.as_deref(), limit.0 + 1).await?;
            let (rows, next_cursor) = cursor::page_by_key("tags", rows, limit.0, |row| &row.tag);
            let count = |count: tags::TagCount| TagCount { tag: count.tag, products: count.products };
            Ok(TagPage { items: rows.into_iter().map(count).collect(), next_cursor })
        };
        let key = format!("tags:{:?}:{}", cursor.0, limit.0);
        Ok(kept(&self.0, &key, if_none_match.0.as_deref(), make).await?)
    }
}
