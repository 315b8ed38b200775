//! What reviews say in short, as staff sees it. It comes from a draft that was approved.

use chrono::{DateTime, Utc};
use domain::catalog::products;
use domain::reviews::{self, Summary};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use crate::auth::{CatalogWrite, Require};
use crate::catalog::{Deleted, forget};
use crate::openapi::Tag;
use crate::problem::{Failure, Result};
use crate::state::Shared;

/// The endpoints.
pub struct ReviewSummaries(pub Shared);

/// What the reviews of a product say in short: drafted by a language model, approved by the shop. Plain text: escape it where
/// it is shown.
#[derive(Debug, Object)]
pub struct ReviewSummary {
    /// Lines of text.
    pub text: String,
    /// How many reviews there were.
    pub reviews: i64,
    pub approved_at: DateTime<Utc>,
}

impl From<Summary> for ReviewSummary {
    fn from(summary: Summary) -> Self {
        let row = summary.row;
        Self { text: row.text, reviews: row.reviews, approved_at: row.approved_at }
    }
}

/// The same with what only staff sees.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StaffReviewSummary {
    pub text: String,
    pub reviews: i64,
    /// Too many reviews came or went since: shoppers do not see it any more.
    pub stale: bool,
    /// The language model that drafted it.
    pub model: String,
    pub approved_by: Option<Uuid>,
    pub approved_at: DateTime<Utc>,
}

#[OpenApi(prefix_path = "/api/v1/products", tag = "Tag::Catalog")]
impl ReviewSummaries {
    /// See what the reviews of a product say in short
    ///
    /// Also when shoppers do not see it any more. Needs the permission `catalog_write`.
    #[oai(path = "/:product/review-summary", method = "get", operation_id = "getReviewSummary")]
    async fn show(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Json<StaffReviewSummary>> {
        let db = self.0.store().read();
        products::find_by_slug_or_id(db, &product.0.to_string(), true).await?;
        let Some(Summary { row, is_stale }) = reviews::summary(db, product.0).await? else {
            return Err(Failure::not_found("summary"));
        };
        Ok(Json(StaffReviewSummary {
            text: row.text,
            reviews: row.reviews,
            stale: is_stale,
            model: row.model,
            approved_by: row.approved_by,
            approved_at: row.approved_at,
        }))
    }

    /// Take away what the reviews of a product say in short
    ///
    /// Nobody sees it any more. Needs the permission `catalog_write`.
    #[oai(path = "/:product/review-summary", method = "delete", operation_id = "removeReviewSummary")]
    async fn remove(
        &self,
        _staff: Require<CatalogWrite>,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| reviews::remove_summary(txn, product.0).await).await?;
        forget(&self.0).await;
        Ok(Deleted::Done)
    }
}
