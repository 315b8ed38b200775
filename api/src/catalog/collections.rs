//! Collections, and what goes with a product.

use domain::accounts::Permission;
use domain::catalog::collections::{self, CollectionFilter};
use domain::catalog::{products, related};
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::Deleted;
use super::brand_schema::CatalogNameSort;
use super::collection_schema::{Collection, CollectionChangeRequest, CollectionPage, CollectionRequest};
use super::option_requests::ProductIdsRequest;
use super::product_schema::Product;
use super::rendered::{forget, kept, render};
use crate::auth::{CatalogWrite, MaybeCustomer, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{CachedJson, Movable, OptionalKey, ValidJson};
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Collections(pub Shared);

fn default_limit() -> u64 {
    50
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Collections {
    /// List collections
    ///
    /// By name, page by page: those that are published. Their products are listed with `GET /products?collection=…`.
    #[oai(path = "/collections", method = "get", operation_id = "listCollections")]
    #[allow(clippy::too_many_arguments)] // One for each parameter of the operation.
    async fn list(
        &self,
        caller: MaybeCustomer,
        /// For staff: published ones or the others, with what shoppers are not told. Needs the permission `catalog_write`.
        published: Query<Option<bool>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<CatalogNameSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 2000))]
        cursor: Query<Option<String>>,
        /// Collections per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<CollectionPage>> {
        let filter = CollectionFilter {
            published: Some(published.0.unwrap_or(true)),
            descending: sort.0 == CatalogNameSort::NameDesc,
            cursor: cursor.0,
            limit: limit.0,
        };
        if published.0.is_some() {
            if !caller.may(Permission::CatalogWrite) {
                return Err(Failure::forbidden("`published` needs the permission catalog_write"));
            }
            return Ok(CachedJson::private(render(&self.page(&filter, true).await?)));
        }
        let key = format!("collections:{filter:?}");
        Ok(kept(&self.0, &key, if_none_match.0.as_deref(), self.page(&filter, false)).await?)
    }

    /// Show a collection
    ///
    /// A slug that it had before leads to the one that it has. Whoever has the permission `catalog_write` also sees what is
    /// not published, and the rule.
    #[oai(path = "/collections/:collection", method = "get", operation_id = "getCollection")]
    async fn show(
        &self,
        caller: MaybeCustomer,
        /// The slug or the id of the collection.
        #[oai(validator(min_length = 1, max_length = 80))]
        collection: Path<String>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<Movable<Collection>> {
        let (db, key) = (self.0.store().read(), &collection.0);
        let found = if caller.may(Permission::CatalogWrite) {
            let row = collections::find_by_slug_or_id(db, key, true).await;
            row.and_then(|row| Ok(CachedJson::private(render(&Collection::new(row, true)?))))
        } else {
            let make =
                async { Collection::new(collections::find_by_slug_or_id(db, key, false).await?, false) };
            kept(&self.0, &format!("collection:{key}"), if_none_match.0.as_deref(), make).await
        };
        match found {
            Err(error @ domain::Error::NotFound { .. }) => match collections::moved_to(db, key).await? {
                Some(slug) => Ok(Movable::Moved(format!("/api/v1/collections/{slug}"))),
                None => Err(error.into()),
            },
            found => Ok(Movable::Here(found?)),
        }
    }

    /// Add a collection
    ///
    /// By rule, or by hand: then its products are set afterwards. Needs the permission `catalog_write`.
    #[oai(path = "/collections", method = "post", operation_id = "createCollection")]
    async fn create(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<CollectionRequest>,
    ) -> Result<Made<Collection>> {
        let making = Making { what: "collections", by: &staff.customer, key: idempotency_key };
        let fingerprint = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let new = body.0.into();
        let work = async |txn: &domain::Txn| Ok(collections::create(txn, new).await?.id);
        let (id, replayed) = making.in_catalog(&self.0, &fingerprint, work).await?;
        let row = collections::find_by_slug_or_id(self.0.store().read(), &id.to_string(), true).await?;
        let location = format!("/api/v1/collections/{id}");
        Ok(Made::Created(Json(Collection::new(row, true)?), location, replayed))
    }

    /// Change a collection
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/collections/:collection", method = "patch", operation_id = "updateCollection")]
    async fn update(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the collection.
        collection: Path<Uuid>,
        body: ValidJson<CollectionChangeRequest>,
    ) -> Result<Json<Collection>> {
        let change = body.0.into();
        let work = async |txn: &domain::Txn| collections::update(txn, collection.0, change).await;
        let row = self.0.store().write(work).await?;
        forget(&self.0).await;
        Ok(Json(Collection::new(row, true)?))
    }

    /// Delete a collection
    ///
    /// Its products stay. Needs the permission `catalog_write`.
    #[oai(path = "/collections/:collection", method = "delete", operation_id = "deleteCollection")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the collection.
        collection: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| collections::delete(txn, collection.0).await).await?;
        forget(&self.0).await;
        Ok(Deleted::Done)
    }

    /// Fill a collection
    ///
    /// One by hand: with these products, in this order, and no others. Needs the permission `catalog_write`.
    #[oai(path = "/collections/:collection/products", method = "put", operation_id = "setCollectionProducts")]
    async fn set_products(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the collection.
        collection: Path<Uuid>,
        body: ValidJson<ProductIdsRequest>,
    ) -> Result<Json<Collection>> {
        let ids = body.0.product_ids;
        let work = async |txn: &domain::Txn| collections::set_products(txn, collection.0, &ids).await;
        let row = self.0.store().write(work).await?;
        forget(&self.0).await;
        Ok(Json(Collection::new(row, true)?))
    }

    /// Set what goes with a product
    ///
    /// These products, in this order, and no others; 30 at most. It is one way: the others say for themselves what goes
    /// with them. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product/related", method = "put", operation_id = "setRelatedProducts")]
    async fn set_related(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        body: ValidJson<ProductIdsRequest>,
    ) -> Result<Json<Product>> {
        let ids = body.0.product_ids;
        self.0.store().write(async |txn| related::set(txn, product.0, &ids).await).await?;
        forget(&self.0).await;
        let key = product.0.to_string();
        let detail = products::find_by_slug_or_id(self.0.store().read(), &key, true).await?;
        Ok(Json(Product::new(detail, true)))
    }
}

impl Collections {
    async fn page(&self, filter: &CollectionFilter, for_staff: bool) -> domain::Result<CollectionPage> {
        let page = collections::list(self.0.store().read(), filter).await?;
        let items = page.items.into_iter().map(|row| Collection::new(row, for_staff));
        Ok(CollectionPage { items: items.collect::<domain::Result<_>>()?, next_cursor: page.next })
    }
}
