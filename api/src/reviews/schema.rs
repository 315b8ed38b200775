//! What reviews look like on the wire.

use chrono::{DateTime, Utc};
use domain::entity::review;
use domain::reviews::{ANSWER, NewReview, ReviewSort, TEXT, TITLE};
use garde::Validate;
use poem_openapi::types::{Example, MaybeUndefined};
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use uuid::Uuid;

use super::summaries::ReviewSummary;
use crate::catalog::Rating;
use crate::orders::states::ReviewStatus;
use crate::payload::{lines, one_line, present};

/// In which order reviews are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ReviewSorting {
    #[default]
    Newest,
    Oldest,
    /// Those with most stars first.
    Best,
    Worst,
}

impl From<ReviewSorting> for ReviewSort {
    fn from(sorting: ReviewSorting) -> Self {
        match sorting {
            ReviewSorting::Newest => Self::Newest,
            ReviewSorting::Oldest => Self::Oldest,
            ReviewSorting::Best => Self::Best,
            ReviewSorting::Worst => Self::Worst,
        }
    }
}

/// What a customer says about a product that they bought. Plain text: escape it where it is shown.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Review {
    pub id: Uuid,
    /// What they are called.
    pub author: String,
    /// 1 to 5 stars.
    pub rating: i32,
    /// May be empty.
    pub title: String,
    /// Lines of text; may be empty.
    pub text: String,
    /// What the shop replies.
    pub answer: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// When it was written as it is now.
    pub updated_at: DateTime<Utc>,
}

impl From<review::Model> for Review {
    fn from(row: review::Model) -> Self {
        Self {
            id: row.id,
            author: row.author,
            rating: row.rating,
            title: row.title,
            text: row.text,
            answer: row.answer,
            answered_at: row.answered_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A page of reviews of a product.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ReviewPage {
    pub items: Vec<Review>,
    pub next_cursor: Option<String>,
    /// Of all its reviews; absent where there are none.
    pub rating: Option<Rating>,
    /// How many of them give one star, two … five.
    pub stars: Vec<i64>,
    /// What they say in short, on the first page: drafted by a language model, approved by the shop. Absent where there is
    /// none, or it is not about the reviews of today any more.
    pub summary: Option<ReviewSummary>,
}

/// What the customer says about a product.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OwnReview {
    /// Whether they may say something: they bought it.
    pub may_write: bool,
    pub state: Option<ReviewStatus>,
    pub review: Option<Review>,
}

impl OwnReview {
    pub fn new(row: Option<review::Model>, may_write: bool) -> Self {
        Self { may_write, state: row.as_ref().map(|row| row.state.into()), review: row.map(Into::into) }
    }
}

/// A review as staff sees it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StaffReview {
    pub id: Uuid,
    pub product_id: Uuid,
    /// Absent when the product is deleted for good.
    pub product_name: Option<String>,
    pub product_slug: Option<String>,
    pub customer_id: Uuid,
    /// By which they bought it.
    pub order_id: Uuid,
    pub author: String,
    pub state: ReviewStatus,
    /// 1 to 5 stars.
    pub rating: i32,
    pub title: String,
    pub text: String,
    pub answer: Option<String>,
    pub answered_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    /// When it was written as it is now.
    pub updated_at: DateTime<Utc>,
}

impl StaffReview {
    /// `product`: its name and slug.
    pub fn new(row: review::Model, product: Option<(String, String)>) -> Self {
        let (product_name, product_slug) = product.unzip();
        Self {
            id: row.id,
            product_id: row.product_id,
            product_name,
            product_slug,
            customer_id: row.user_id,
            order_id: row.order_id,
            author: row.author,
            state: row.state.into(),
            rating: row.rating,
            title: row.title,
            text: row.text,
            answer: row.answer,
            answered_at: row.answered_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// A page of reviews, for staff.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StaffReviewPage {
    pub items: Vec<StaffReview>,
    pub next_cursor: Option<String>,
}

/// What somebody says about a product.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ReviewRequest {
    /// 1 to 5 stars.
    #[oai(validator(minimum(value = "1"), maximum(value = "5")))]
    #[garde(range(min = 1, max = 5))]
    pub rating: i32,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(
        min_length = 1,
        max_length = 120,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = TITLE), custom(one_line))]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(
        min_length = 1,
        max_length = 4000,
        pattern = "^[^\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = TEXT), custom(lines))]
    pub text: Option<String>,
}

impl From<ReviewRequest> for NewReview {
    fn from(request: ReviewRequest) -> Self {
        Self {
            rating: request.rating,
            title: request.title.unwrap_or_default(),
            text: request.text.unwrap_or_default(),
        }
    }
}

impl Example for ReviewRequest {
    fn example() -> Self {
        Self {
            rating: 5,
            title: Some("Sits well in the hand".into()),
            text: Some("Warm, heavy, and the glaze is as in the picture.".into()),
        }
    }
}

/// Which version of a review is decided about.
#[derive(Debug, Default, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ReviewDecisionRequest {
    /// `updated_at` of what was read: what the customer changed meanwhile is not decided about.
    #[serde(default, deserialize_with = "present")]
    pub updated_at: Option<DateTime<Utc>>,
}

impl Example for ReviewDecisionRequest {
    fn example() -> Self {
        Self::default()
    }
}

/// What the shop replies; null takes it away.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct ReviewAnswerRequest {
    #[serde(default)]
    #[oai(
        nullable,
        validator(
            min_length = 1,
            max_length = 2000,
            pattern = "^[^\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f]*$"
        )
    )]
    #[garde(custom(an_answer))]
    pub answer: MaybeUndefined<String>,
}

fn an_answer(answer: &MaybeUndefined<String>, context: &()) -> garde::Result {
    match answer {
        MaybeUndefined::Undefined => Err(garde::Error::new("is missing; null takes the reply away")),
        MaybeUndefined::Null => Ok(()),
        MaybeUndefined::Value(text) if text.chars().count() > ANSWER => {
            Err(garde::Error::new("must be at most 2000 characters"))
        }
        MaybeUndefined::Value(text) if text.is_empty() => Err(garde::Error::new("must not be blank")),
        MaybeUndefined::Value(text) => lines(text, context),
    }
}

impl Example for ReviewAnswerRequest {
    fn example() -> Self {
        Self { answer: MaybeUndefined::Value("Thank you, that makes the potter happy.".into()) }
    }
}
