//! The category tree.

use domain::catalog::categories;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};
use uuid::Uuid;

use super::Deleted;
use super::rendered::{forget, render};
use super::requests::{CategoryChangeRequest, CategoryRequest};
use super::schema::{Category, CategoryTree};
use crate::auth::{CatalogWrite, Require};
use crate::openapi::Tag;
use crate::payload::{CachedJson, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Categories(pub Shared);

#[derive(ApiResponse)]
pub enum CategoryCreated {
    /// The category as it is now.
    #[oai(status = 201)]
    Created(Json<Category>),
}

#[OpenApi(prefix_path = "/api/v1", tag = "Tag::Catalog")]
impl Categories {
    /// List categories
    ///
    /// The whole tree, from the top down.
    #[oai(path = "/categories", method = "get", operation_id = "listCategories")]
    async fn list(
        &self,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<CategoryTree>> {
        let fill = async {
            let tree = categories::tree(self.0.store().read()).await?;
            Ok(render(&CategoryTree { items: tree.into_iter().map(Into::into).collect() }))
        };
        let cached = self.0.services.cache.get_or_fill("categories", Box::pin(fill)).await?;
        Ok(CachedJson::new(cached, if_none_match.0.as_deref()))
    }

    /// Add a category
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/categories", method = "post", operation_id = "createCategory")]
    async fn create(
        &self,
        _staff: Require<CatalogWrite>,
        body: ValidJson<CategoryRequest>,
    ) -> Result<CategoryCreated> {
        let new = body.0.into();
        let category = self.0.store().write(async |txn| categories::create(txn, new).await).await?;
        forget(&self.0).await;
        Ok(CategoryCreated::Created(Json(category.into())))
    }

    /// Change a category
    ///
    /// Renames or moves it. Needs the permission `catalog_write`.
    #[oai(path = "/categories/:category_id", method = "patch", operation_id = "updateCategory")]
    async fn update(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the category.
        category_id: Path<Uuid>,
        body: ValidJson<CategoryChangeRequest>,
    ) -> Result<Json<Category>> {
        let change = body.0.into();
        let category =
            self.0.store().write(async |txn| categories::update(txn, category_id.0, change).await).await?;
        forget(&self.0).await;
        Ok(Json(category.into()))
    }

    /// Delete a category
    ///
    /// Only one that nothing is in. Needs the permission `catalog_write`.
    #[oai(path = "/categories/:category_id", method = "delete", operation_id = "deleteCategory")]
    async fn delete(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the category.
        category_id: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| categories::delete(txn, category_id.0).await).await?;
        forget(&self.0).await;
        Ok(Deleted::Done)
    }
}
