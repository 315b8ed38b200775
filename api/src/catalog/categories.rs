//! The category tree.

use domain::catalog::categories;
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;

use uuid::Uuid;

use super::Deleted;
use super::rendered::{forget, kept};
use super::requests::{CategoryChangeRequest, CategoryRequest};
use super::schema::{Category, CategoryTree};
use crate::auth::{CatalogWrite, Require};
use crate::making::{Made, Making};
use crate::openapi::Tag;
use crate::payload::{CachedJson, Movable, OptionalKey, ValidJson};
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Categories(pub Shared);

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
        let make = async {
            let tree = categories::tree(self.0.store().read()).await?;
            Ok(CategoryTree { items: tree.into_iter().map(Into::into).collect() })
        };
        Ok(kept(&self.0, "categories", if_none_match.0.as_deref(), make).await?)
    }

    /// Show a category
    ///
    /// By itself. A slug that it had before leads to the one that it has.
    #[oai(path = "/categories/:category_id", method = "get", operation_id = "getCategory")]
    async fn show(
        &self,
        /// The slug or the id of the category.
        #[oai(validator(min_length = 1, max_length = 80))]
        category_id: Path<String>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<Movable<Category>> {
        let db = self.0.store().read();
        let key = format!("category:{}", category_id.0);
        let make = async { Ok(categories::find_by_slug_or_id(db, &category_id.0).await?.into()) };
        match kept(&self.0, &key, if_none_match.0.as_deref(), make).await {
            Err(error @ domain::Error::NotFound { .. }) => {
                match categories::moved_to(db, &category_id.0).await? {
                    Some(slug) => Ok(Movable::Moved(format!("/api/v1/categories/{slug}"))),
                    None => Err(error.into()),
                }
            }
            found => Ok(Movable::Here(found?)),
        }
    }

    /// Add a category
    ///
    /// Needs the permission `catalog_write`.
    #[oai(path = "/categories", method = "post", operation_id = "createCategory")]
    async fn create(
        &self,
        staff: Require<CatalogWrite>,
        #[oai(name = "Idempotency-Key")] idempotency_key: OptionalKey,
        body: ValidJson<CategoryRequest>,
    ) -> Result<Made<Category>> {
        let making = Making { what: "categories", by: &staff.customer, key: idempotency_key };
        let fingerprint = serde_json::to_value(&body.0).map_err(domain::Error::from)?;
        let new = body.0.into();
        let work = async |txn: &domain::Txn| Ok(categories::create(txn, new).await?.id);
        let (id, replayed) = making.in_catalog(&self.0, &fingerprint, work).await?;
        let row = categories::find_by_slug_or_id(self.0.store().read(), &id.to_string()).await?;
        Ok(Made::Created(Json(row.into()), format!("/api/v1/categories/{id}"), replayed))
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
