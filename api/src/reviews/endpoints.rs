//! Reviews of a product, and one's own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use domain::reviews::{self, After, ReviewFilter, ReviewSort};
use poem_openapi::OpenApi;
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::Json;
use uuid::Uuid;

use super::schema::{OwnReview, Review, ReviewPage, ReviewRequest, ReviewSorting};
use crate::auth::Customer;
use crate::catalog::{Deleted, kept};
use crate::openapi::Tag;
use crate::payload::{CachedJson, ValidJson};
use crate::problem::{Failure, FieldProblem, Result};
use crate::state::Shared;

/// The endpoints.
pub struct Reviews(pub Shared);

#[OpenApi(prefix_path = "/api/v1/products", tag = "Tag::Catalog")]
impl Reviews {
    /// List the reviews of a product
    ///
    /// Those that are published, of customers who bought it; with what all of them come to.
    #[oai(path = "/:product/reviews", method = "get", operation_id = "listProductReviews")]
    async fn list(
        &self,
        /// The id of the product.
        product: Path<Uuid>,
        /// Only those with so many stars.
        #[oai(validator(minimum(value = "1"), maximum(value = "5")))]
        rating: Query<Option<i32>>,
        /// The order of the list.
        #[oai(default)]
        sort: Query<ReviewSorting>,
        /// `next_cursor` of the page before, asked for in the same order.
        #[oai(validator(max_length = 200))]
        cursor: Query<Option<String>>,
        /// Reviews per page.
        #[oai(default = "default_limit", validator(minimum(value = "1"), maximum(value = "100")))]
        limit: Query<u64>,
        /// The entity tag of the answer that the caller has.
        #[oai(name = "If-None-Match")]
        if_none_match: Header<Option<String>>,
    ) -> Result<CachedJson<ReviewPage>> {
        let sort = ReviewSort::from(sort.0);
        let filter = ReviewFilter {
            rating: rating.0,
            sort,
            after: cursor.0.as_deref().map(|cursor| read(cursor, sort)).transpose()?,
            limit: limit.0 + 1,
            ..ReviewFilter::default()
        };
        // All of the filter is in its debug form, and nothing else.
        let key = format!("reviews:{}:{filter:?}", product.0);
        let make = async {
            let db = self.0.store().read();
            let is_first = filter.after.is_none();
            let (mut rows, rating) = reviews::published(db, product.0, filter).await?;
            let summary = if is_first { reviews::summary(db, product.0).await? } else { None };
            let more = rows.len() as u64 > limit.0;
            rows.truncate(usize::try_from(limit.0).unwrap_or(usize::MAX));
            Ok(ReviewPage {
                next_cursor: rows.last().filter(|_| more).map(|row| write(After::of(row, sort))),
                items: rows.into_iter().map(Review::from).collect(),
                rating: (rating.count() > 0).then(|| rating.into()),
                stars: rating.stars.to_vec(),
                summary: summary.filter(|summary| !summary.is_stale).map(Into::into),
            })
        };
        Ok(kept(&self.0, &key, if_none_match.0.as_deref(), make).await?)
    }

    /// See my review of a product
    ///
    /// And whether one may be written: the product was bought with this account.
    #[oai(path = "/:product/reviews/own", method = "get", operation_id = "getMyReview")]
    async fn own(
        &self,
        me: Customer,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Json<OwnReview>> {
        let (row, may) = reviews::own_or_may(self.0.store().read(), product.0, me.id).await?;
        Ok(Json(OwnReview::new(row, may)))
    }

    /// Review a product
    ///
    /// One that was bought with this account. There is one review each: this changes what was said before. It may wait for
    /// staff before everybody sees it.
    #[oai(path = "/:product/reviews/own", method = "put", operation_id = "writeMyReview")]
    async fn write(
        &self,
        me: Customer,
        /// The id of the product.
        product: Path<Uuid>,
        body: ValidJson<ReviewRequest>,
    ) -> Result<Json<OwnReview>> {
        let (new, waits) = (body.0.into(), self.0.services.shop().reviews_wait);
        let work = async |txn: &domain::Txn| reviews::write(txn, product.0, me.id, new, waits).await;
        let row = self.0.store().write(work).await?;
        Ok(Json(OwnReview::new(Some(row), true)))
    }

    /// Take my review of a product back
    ///
    /// What was never said is gone as well.
    #[oai(path = "/:product/reviews/own", method = "delete", operation_id = "deleteMyReview")]
    async fn delete(
        &self,
        me: Customer,
        /// The id of the product.
        product: Path<Uuid>,
    ) -> Result<Deleted> {
        self.0.store().write(async |txn| reviews::delete(txn, product.0, me.id).await).await?;
        Ok(Deleted::Done)
    }
}

fn default_limit() -> u64 {
    10
}

/// The place after a row, opaque to the caller.
pub(super) fn write(after: After) -> String {
    let (by, value, id) = match after {
        After::Time(at, id) => ('t', at.timestamp_micros(), id),
        After::Rating(rating, id) => ('r', rating.into(), id),
    };
    URL_SAFE_NO_PAD.encode(format!("{by}.{value}.{}", id.simple()))
}

/// # Errors
/// 422 for what [`write()`] did not write for this order.
pub(super) fn read(cursor: &str, sort: ReviewSort) -> Result<After> {
    parse(cursor, sort).ok_or_else(|| {
        let message = "is not a cursor of this list".to_owned();
        Failure::invalid(vec![FieldProblem { field: "cursor".into(), message }])
    })
}

fn parse(cursor: &str, sort: ReviewSort) -> Option<After> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = text.splitn(3, '.');
    let (by, value, id) = (parts.next()?, parts.next()?.parse::<i64>().ok()?, parts.next()?);
    let id = Uuid::try_parse(id).ok()?;
    match (by, sort) {
        ("t", ReviewSort::Newest | ReviewSort::Oldest) => {
            // Databases differ in the years that they know.
            let value = Some(value).filter(|value| (0..253_402_300_800_000_000).contains(value))?;
            Some(After::Time(DateTime::from_timestamp_micros(value)?, id))
        }
        ("r", ReviewSort::Best | ReviewSort::Worst) => Some(After::Rating(i32::try_from(value).ok()?, id)),
        _ => None,
    }
}
