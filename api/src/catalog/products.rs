//! Products: lists, pages and their making.

use domain::accounts::Permission;
use domain::catalog::products::{self, ProductFilter, Shown};
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::Deleted;
use super::narrowing::{self, ProductSort, StatusFilter};
use super::product_requests::{ProductChangeRequest, ProductRequest};
use super::product_schema::{Product, ProductPage};
use super::rendered::{forget, kept, render};
use super::translations::Reader;
use crate::auth::{CatalogWrite, MaybeCustomer, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{CachedJson, Movable, OptionalKey, ValidJson};
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Products(pub Shared);

fn default_limit() -> u32 {
    24
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Products {
    /// List products
    ///
    /// Page by page. Everyone sees what is published; other states need the permission `catalog_write`. Several brands,
    /// tags or values of one attribute widen the list; different ones narrow it.
    #[oai(path = "/products", method = "get", operation_id = "listProducts")]
    #[allow(clippy::too_many_arguments)] // One for each parameter of the operation.
    async fn list(
        &self,
        caller: MaybeCustomer,
        /// The slug of a category; those in the categories below it count too.
        #[oai(validator(max_length = 80))]
        category: Query<Option<String>>,
        /// The slug or the id of a collection.
        #[oai(validator(max_length = 80))]
        collection: Query<Option<String>>,
        /// Slugs of brands, with commas between them.
        #[oai(validator(max_length = 2000))]
        brand: Query<Option<String>>,
        /// Tags, with commas between them.
        #[oai(validator(max_length = 2000))]
        tag: Query<Option<String>>,
        /// Codes of attributes with their values: `colour:red,blue;width:10..50;organic:true`. Numbers are a range, of
        /// which either end may be left out.
        #[oai(validator(max_length = 2000))]
        attributes: Query<Option<String>>,
        /// Whether to tell by what the list can be narrowed, with counts, and how many there are in all.
        #[oai(default)]
        facets: Query<bool>,
        /// Every word must occur in the name, the description or a sku.
        #[oai(validator(max_length = 200))]
        q: Query<Option<String>>,
        /// The lowest price of the cheapest variant, minor units.
        #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
        price_min: Query<Option<i64>>,
        /// The highest price of the cheapest variant, minor units.
        #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
        price_max: Query<Option<i64>>,
        /// Whether any variant is there.
        in_stock: Query<Option<bool>>,
        /// For staff: products in this state instead of those that shoppers see.
        status: Query<Option<StatusFilter>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<ProductSort>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 2000))]
        cursor: Query<Option<String>>,
        /// How many products a page has at most.
        #[oai(default = "default_limit", validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<u32>,
        /// The language of names, BCP 47; instead of the first one in `Accept-Language`. What is not translated is as the shop
        /// wrote it.
        #[oai(validator(max_length = 35))]
        locale: Query<Option<String>>,
        /// Languages, the one with most weight first.
        #[oai(name = "Accept-Language")]
        accept_language: Header<Option<String>>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<ProductPage>> {
        let filter = ProductFilter {
            category: category.0,
            collection: collection.0,
            brands: narrowing::listed(brand.0),
            tags: narrowing::listed(tag.0),
            attributes: narrowing::attributes(attributes.0)?,
            text: q.0,
            price_min: price_min.0,
            price_max: price_max.0,
            in_stock: in_stock.0,
            sort: sort.0.into(),
            cursor: cursor.0,
            limit: limit.0.into(),
            shown: Shown::Published,
        };
        if let Some(status) = status.0 {
            return self.list_for_staff(&caller, filter, status, facets.0).await;
        }
        // All of the filter is in its debug form, and nothing else.
        let reader = Reader::of(&self.0, locale.0, accept_language.0).await?;
        let key = reader.key(format!("products:{}:{filter:?}", facets.0));
        let page = async {
            let mut page = self.page(&filter, facets.0, false).await?;
            reader.products(&self.0, &mut page.items).await?;
            Ok(page)
        };
        Ok(kept(&self.0, &key, if_none_match.0.as_deref(), page).await?.by_language())
    }

    /// Show a product
    ///
    /// With variants and pictures. A slug that it had before leads to the one that it has. Whoever has the permission
    /// `catalog_write` also sees products that are not published or, by their id, deleted, and how the stock comes about; and
    /// the texts as the shop wrote them, unless `locale` is given.
    #[oai(path = "/products/:product", method = "get", operation_id = "getProduct")]
    async fn show(
        &self,
        caller: MaybeCustomer,
        /// The slug or the id of the product.
        #[oai(validator(min_length = 1, max_length = 80))]
        product: Path<String>,
        /// The language of texts, BCP 47; instead of the first one in `Accept-Language`. What is not translated is as the shop
        /// wrote it.
        #[oai(validator(max_length = 35))]
        locale: Query<Option<String>>,
        /// Languages, the one with most weight first.
        #[oai(name = "Accept-Language")]
        accept_language: Header<Option<String>>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<Movable<Product>> {
        let db = self.0.store().read();
        let for_staff = caller.may(Permission::CatalogWrite);
        let found = if for_staff {
            let reader = Reader::of(&self.0, locale.0, None).await?;
            let make = async {
                let detail = products::find_by_slug_or_id(db, &product.0, true).await?;
                let mut told = Product::new(detail, true);
                reader.product(&self.0, &mut told).await?;
                Ok(CachedJson::private(render(&told)))
            };
            make.await
        } else {
            let reader = Reader::of(&self.0, locale.0, accept_language.0).await?;
            let key = reader.key(format!("product:{}", product.0));
            let make = async {
                let detail = products::find_by_slug_or_id(db, &product.0, false).await?;
                let mut told = Product::new(detail, false);
                reader.product(&self.0, &mut told).await?;
                Ok(told)
            };
            kept(&self.0, &key, if_none_match.0.as_deref(), make).await.map(CachedJson::by_language)
        };
        match found {
            Err(error @ domain::Error::NotFound { .. }) => match products::moved_to(db, &product.0).await? {
                Some(slug) => Ok(Movable::Moved(format!("/api/v1/products/{slug}"))),
                None => Err(error.into()),
            },
            found => Ok(Movable::Here(found?)),
        }
    }

    /// Add a product
    ///
    /// With its variants and their stock. Needs the permission `catalog_write`.
    #[oai(path = "/products", method = "post", operation_id = "createProduct")]
    async fn create(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<ProductRequest>,
    ) -> Result<Made<Product>> {
        let making = Making { what: "products", by: &staff.customer, key: idempotency_key };
        let shop = self.0.services.shop();
        let currency = &shop.currency;
        let fingerprint = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let new = body.0.into();
        let work = async |txn: &domain::Txn| Ok(products::create(txn, currency, new).await?.id);
        let (id, replayed) = making.in_catalog(&self.0, &fingerprint, work).await?;
        let location = format!("/api/v1/products/{id}");
        Ok(Made::Created(Json(self.detail(id).await?), location, replayed))
    }

    /// Change a product
    ///
    /// Variants, options, stock and pictures have operations of their own. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product", method = "patch", operation_id = "updateProduct")]
    async fn update(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
        body: ValidJson<ProductChangeRequest>,
    ) -> Result<Json<Product>> {
        let change = body.0.into();
        self.0.store().write(async |txn| products::update(txn, product.0, change).await).await?;
        forget(&self.0).await;
        Ok(Json(self.detail(product.0).await?))
    }

    /// Delete a product
    ///
    /// It is in no list and no cart any more, its slug and its skus can be used again, and it can be restored; orders keep
    /// what they say about it. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product", method = "delete", operation_id = "deleteProduct")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| products::delete(txn, product.0).await).await?;
        forget(&self.0).await;
        Ok(Deleted::Done)
    }

    /// Restore a product
    ///
    /// One that was deleted comes back as a draft, with variants, stock and pictures. If another product has its slug by
    /// now, it gets one with a number; if one has a sku of it, nothing comes back. Needs the permission `catalog_write`.
    #[oai(path = "/products/:product/restore", method = "post", operation_id = "restoreProduct")]
    async fn restore(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Json<Product>> {
        self.0.store().write(async |txn| products::restore(txn, product.0).await).await?;
        forget(&self.0).await;
        Ok(Json(self.detail(product.0).await?))
    }
}

impl Products {
    async fn page(&self, filter: &ProductFilter, facets: bool, staff: bool) -> domain::Result<ProductPage> {
        let db = self.0.store().read();
        let page = products::list(db, filter).await?;
        let told = match facets {
            true => Some((products::facets(db, filter).await?, products::count(db, filter).await?)),
            false => None,
        };
        Ok(ProductPage::new(page, told, &self.0.services.shop().currency, staff))
    }

    async fn list_for_staff(
        &self,
        caller: &MaybeCustomer,
        filter: ProductFilter,
        status: StatusFilter,
        facets: bool,
    ) -> Result<CachedJson<ProductPage>> {
        if !caller.may(Permission::CatalogWrite) {
            return Err(Failure::forbidden("`status` needs the permission catalog_write"));
        }
        let filter = ProductFilter { shown: status.into(), ..filter };
        Ok(CachedJson::private(render(&self.page(&filter, facets, true).await?)))
    }

    async fn detail(&self, id: Uuid) -> Result<Product> {
        let detail = products::find_by_slug_or_id(self.0.store().read(), &id.to_string(), true).await?;
        Ok(Product::new(detail, true))
    }
}
