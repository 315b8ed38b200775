//! What staff make of reviews.

use chrono::{DateTime, Utc};
use domain::catalog::products;
use domain::entity::review;
use domain::entity::states::ReviewState;
use domain::reviews::{self, After, ReviewFilter, ReviewSort};
use poem_openapi::OpenApi;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::types::MaybeUndefined;
use uuid::Uuid;

use super::endpoints::{read, write};
use super::schema::{
    ReviewAnswerRequest, ReviewDecisionRequest, ReviewSorting, StaffReview, StaffReviewPage,
};
use crate::auth::{Require, ReviewsRead, ReviewsWrite};
use crate::openapi::Tag;
use crate::orders::states::ReviewStatus;
use crate::payload::ValidJson;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct ReviewDesk(pub Shared);

#[OpenApi(prefix_path = "/api/v1/reviews", tag = "Tag::Catalog")]
impl ReviewDesk {
    /// List reviews
    ///
    /// Of all products, also those that wait or were rejected. Needs the permission `reviews_read`.
    #[allow(clippy::too_many_arguments)] // Each is a parameter of the query.
    #[oai(path = "/", method = "get", operation_id = "listReviews")]
    async fn list(
        &self,
        _staff: Require<ReviewsRead>,
        /// Only those in this state.
        state: Query<Option<ReviewStatus>>,
        /// Only those of this product.
        product_id: Query<Option<Uuid>>,
        /// Only those with so many stars.
        #[oai(validator(minimum(value = "1"), maximum(value = "5")))]
        rating: Query<Option<i32>>,
        /// Whether the shop replied.
        answered: Query<Option<bool>>,
        /// Only those written then or later.
        from: Query<Option<DateTime<Utc>>>,
        /// Only those written before.
        until: Query<Option<DateTime<Utc>>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<ReviewSorting>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Reviews per page.
        #[oai(validator(minimum(value = "1"), maximum(value = "100")), default = "default_limit")]
        limit: Query<u64>,
    ) -> Result<Json<StaffReviewPage>> {
        let sort = ReviewSort::from(sort.0);
        let filter = ReviewFilter {
            product_id: product_id.0,
            state: state.0.map(Into::into),
            rating: rating.0,
            answered: answered.0,
            from: from.0,
            until: until.0,
            sort,
            after: cursor.0.as_deref().map(|cursor| read(cursor, sort)).transpose()?,
            limit: limit.0 + 1,
        };
        let mut rows = reviews::list(self.0.store().read(), &filter).await?;
        let more = rows.len() as u64 > limit.0;
        rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
        let next_cursor = rows.last().filter(|_| more).map(|row| write(After::of(row, sort)));
        Ok(Json(StaffReviewPage { items: self.shown(rows).await?, next_cursor }))
    }

    /// See a review
    ///
    /// Needs the permission `reviews_read`.
    #[oai(path = "/:id", method = "get", operation_id = "getReview")]
    async fn get(
        &self,
        _staff: Require<ReviewsRead>,
        /// The review.
        id: Path<Uuid>,
    ) -> Result<Json<StaffReview>> {
        let row = reviews::find(self.0.store().read(), id.0).await?;
        self.one(row).await
    }

    /// Publish a review
    ///
    /// Everybody sees it. Needs the permission `reviews_write`.
    #[oai(path = "/:id/publish", method = "post", operation_id = "publishReview")]
    async fn publish(
        &self,
        _staff: Require<ReviewsWrite>,
        /// The review.
        id: Path<Uuid>,
        body: ValidJson<ReviewDecisionRequest>,
    ) -> Result<Json<StaffReview>> {
        self.decide(id.0, ReviewState::Published, body.0).await
    }

    /// Reject a review
    ///
    /// Only who wrote it sees it. Needs the permission `reviews_write`.
    #[oai(path = "/:id/reject", method = "post", operation_id = "rejectReview")]
    async fn reject(
        &self,
        _staff: Require<ReviewsWrite>,
        /// The review.
        id: Path<Uuid>,
        body: ValidJson<ReviewDecisionRequest>,
    ) -> Result<Json<StaffReview>> {
        self.decide(id.0, ReviewState::Rejected, body.0).await
    }

    /// Reply to a review
    ///
    /// The reply stands below it. Needs the permission `reviews_write`.
    #[oai(path = "/:id/answer", method = "put", operation_id = "answerReview")]
    async fn answer(
        &self,
        _staff: Require<ReviewsWrite>,
        /// The review.
        id: Path<Uuid>,
        body: ValidJson<ReviewAnswerRequest>,
    ) -> Result<Json<StaffReview>> {
        let answer = match body.0.answer {
            MaybeUndefined::Value(text) => Some(text),
            MaybeUndefined::Null | MaybeUndefined::Undefined => None,
        };
        let row = self.0.store().write(async |txn| reviews::answer(txn, id.0, answer).await).await?;
        self.one(row).await
    }
}

impl ReviewDesk {
    async fn decide(
        &self,
        id: Uuid,
        state: ReviewState,
        decision: ReviewDecisionRequest,
    ) -> Result<Json<StaffReview>> {
        let seen = decision.updated_at;
        let row = self.0.store().write(async |txn| reviews::decide(txn, id, state, seen).await).await?;
        self.one(row).await
    }

    async fn one(&self, row: review::Model) -> Result<Json<StaffReview>> {
        let product = products::names(self.0.store().read(), [row.product_id]).await?.remove(&row.product_id);
        Ok(Json(StaffReview::new(row, product)))
    }

    async fn shown(&self, rows: Vec<review::Model>) -> Result<Vec<StaffReview>> {
        let ids = rows.iter().map(|row| row.product_id);
        let names = products::names(self.0.store().read(), ids).await?;
        let show = |row: review::Model| {
            let product = names.get(&row.product_id).cloned();
            StaffReview::new(row, product)
        };
        Ok(rows.into_iter().map(show).collect())
    }
}

fn default_limit() -> u64 {
    20
}
