//! Products: lists, pages and their making.

use domain::accounts::Permission;
use domain::catalog::products::{self, ProductFilter, Sort as DomainSort};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, Enum, OpenApi};
use uuid::Uuid;

use super::Deleted;
use super::rendered::{delete_files, forget, render};
use super::requests::{ProductChangeRequest, ProductRequest};
use super::schema::{Product, ProductPage, Status};
use crate::auth::{CatalogWrite, MaybeCustomer, Require};
use crate::openapi::Tag;
use crate::payload::{CachedJson, ValidJson};
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Products(pub Shared);

#[derive(ApiResponse)]
pub enum ProductCreated {
    /// The product as it is now.
    #[oai(status = 201)]
    Created(
        Json<Product>,
        /// Where the product is.
        #[oai(header = "Location")]
        String,
    ),
}

/// In which order products are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ProductSort {
    #[default]
    Newest,
    PriceAsc,
    PriceDesc,
    NameAsc,
}

impl From<ProductSort> for DomainSort {
    fn from(sort: ProductSort) -> Self {
        match sort {
            ProductSort::Newest => Self::Newest,
            ProductSort::PriceAsc => Self::PriceAsc,
            ProductSort::PriceDesc => Self::PriceDesc,
            ProductSort::NameAsc => Self::NameAsc,
        }
    }
}

/// Whether products that shoppers do not see are listed too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum StatusFilter {
    Draft,
    Active,
    Archived,
    All,
}

fn default_limit() -> u32 {
    24
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Products {
    /// List products
    ///
    /// Page by page. Everyone sees what is active; other states need the permission `catalog_write`.
    #[oai(path = "/products", method = "get", operation_id = "listProducts")]
    #[allow(clippy::too_many_arguments)] // One for each parameter of the operation.
    async fn list(
        &self,
        caller: MaybeCustomer,
        /// The slug of a category; those in the categories below it count too.
        #[oai(validator(max_length = 80))]
        category: Query<Option<String>>,
        /// Every word must occur in the name, the description or a sku.
        #[oai(validator(max_length = 200))]
        q: Query<Option<String>>,
        /// The lowest price of the cheapest variant, minor units.
        #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
        price_min: Query<Option<i64>>,
        /// The highest price of the cheapest variant, minor units.
        #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
        price_max: Query<Option<i64>>,
        /// Whether any variant can be bought right now.
        in_stock: Query<Option<bool>>,
        /// For staff: products in this state instead of the active ones.
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
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<ProductPage>> {
        let filter = ProductFilter {
            category: category.0,
            text: q.0,
            price_min: price_min.0,
            price_max: price_max.0,
            in_stock: in_stock.0,
            sort: sort.0.into(),
            cursor: cursor.0,
            limit: limit.0.into(),
            ..ProductFilter::default()
        };
        if let Some(status) = status.0 {
            return self.list_for_staff(&caller, filter, status).await;
        }
        // All of the filter is in its debug form, and nothing else.
        let key = format!("products:{filter:?}");
        let fill = async { Ok(render(&self.page(&filter).await?)) };
        let cached = self.0.services.cache.get_or_fill(&key, Box::pin(fill)).await?;
        Ok(CachedJson::new(cached, if_none_match.0.as_deref()))
    }

    /// Show a product
    ///
    /// With variants and pictures. Whoever has the permission `catalog_write` also sees products that are not active,
    /// and how the stock comes about.
    #[oai(path = "/products/:product", method = "get", operation_id = "getProduct")]
    async fn show(
        &self,
        caller: MaybeCustomer,
        /// The slug or the id of the product.
        #[oai(validator(min_length = 1, max_length = 80))]
        product: Path<String>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<Product>> {
        let db = self.0.store().read();
        if caller.may(Permission::CatalogWrite) {
            let detail = products::find_by_slug_or_id(db, &product.0, true).await?;
            return Ok(CachedJson::private(render(&Product::new(detail, true))));
        }
        let key = format!("product:{}", product.0);
        let fill = async {
            let detail = products::find_by_slug_or_id(db, &product.0, false).await?;
            Ok(render(&Product::new(detail, false)))
        };
        let cached = self.0.services.cache.get_or_fill(&key, Box::pin(fill)).await?;
        Ok(CachedJson::new(cached, if_none_match.0.as_deref()))
    }

    /// Add a product
    ///
    /// With its variants and their stock. Needs the permission `catalog_write`.
    #[oai(path = "/products", method = "post", operation_id = "createProduct")]
    async fn create(
        &self,
        _staff: Require<CatalogWrite>,
        body: ValidJson<ProductRequest>,
    ) -> Result<ProductCreated> {
        let new = body.0.into();
        let shop = self.0.services.shop();
        let currency = &shop.currency;
        let product = self.0.store().write(async |txn| products::create(txn, currency, new).await).await?;
        forget(&self.0).await;
        let location = format!("/api/v1/products/{}", product.id);
        Ok(ProductCreated::Created(Json(self.detail(product.id).await?), location))
    }

    /// Change a product
    ///
    /// Variants, stock and pictures have operations of their own. Needs the permission `catalog_write`.
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
    /// For good, with its variants, stock and pictures; orders keep what they say about it. Needs the permission
    /// `catalog_write`.
    #[oai(path = "/products/:product", method = "delete", operation_id = "deleteProduct")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Deleted> {
        let files = self.0.store().write(async |txn| products::delete(txn, product.0).await).await?;
        forget(&self.0).await;
        delete_files(&self.0, &files).await;
        Ok(Deleted::Done)
    }
}

impl Products {
    async fn page(&self, filter: &ProductFilter) -> domain::Result<ProductPage> {
        Ok(products::list(self.0.store().read(), filter).await?.into())
    }

    async fn list_for_staff(
        &self,
        caller: &MaybeCustomer,
        filter: ProductFilter,
        status: StatusFilter,
    ) -> Result<CachedJson<ProductPage>> {
        if !caller.may(Permission::CatalogWrite) {
            return Err(Failure::forbidden("`status` needs the permission catalog_write"));
        }
        let status = match status {
            StatusFilter::Draft => Some(Status::Draft),
            StatusFilter::Active => Some(Status::Active),
            StatusFilter::Archived => Some(Status::Archived),
            StatusFilter::All => None,
        };
        let filter = ProductFilter { status: status.map(Into::into), ..filter };
        Ok(CachedJson::private(render(&self.page(&filter).await?)))
    }

    async fn detail(&self, id: Uuid) -> Result<Product> {
        let detail = products::find_by_slug_or_id(self.0.store().read(), &id.to_string(), true).await?;
        Ok(Product::new(detail, true))
    }
}
