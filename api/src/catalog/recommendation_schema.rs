//! What recommendations look like on the wire.

use domain::recommendations::{Kind, Reason as DomainReason, Recommended};
use poem_openapi::{Enum, Object};

use super::product_schema::ProductSummary;

/// What comes first. If there is too little of it, similar products, those popular in the category, those popular
/// everywhere and the newest ones follow; each says which it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum RecommendationKind {
    /// What was bought in one order with the products named.
    BoughtTogether,
    /// What is like the products named.
    Similar,
    /// What is bought most these weeks, in the category named first.
    Popular,
    /// By what the customer bought, if they are logged in, and the products named.
    ForYou,
    /// The products named, as far as they are still there. Nothing follows.
    RecentlyViewed,
}

/// What comes first on the page of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ProductRecommendationKind {
    /// What was bought in one order with it.
    #[default]
    BoughtTogether,
    /// What is like it.
    Similar,
}

impl From<RecommendationKind> for Kind {
    fn from(kind: RecommendationKind) -> Self {
        match kind {
            RecommendationKind::BoughtTogether => Self::BoughtTogether,
            RecommendationKind::Similar => Self::Similar,
            RecommendationKind::Popular => Self::Popular,
            RecommendationKind::ForYou => Self::ForYou,
            RecommendationKind::RecentlyViewed => Self::RecentlyViewed,
        }
    }
}

impl From<ProductRecommendationKind> for Kind {
    fn from(kind: ProductRecommendationKind) -> Self {
        match kind {
            ProductRecommendationKind::BoughtTogether => Self::BoughtTogether,
            ProductRecommendationKind::Similar => Self::Similar,
        }
    }
}

/// Why something is recommended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum ReasonCode {
    /// Others bought it with the product `with`.
    BoughtTogether,
    /// It is like the product `to`.
    Similar,
    /// Many buy it these weeks, in `category`.
    PopularInCategory,
    /// Many buy it these weeks.
    Popular,
    /// It has not been here for long.
    New,
    /// They looked at it.
    Viewed,
}

/// Why something is recommended: a code and what belongs to it, for a page to put into words.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Reason {
    pub code: ReasonCode,
    /// The slug of the product it was bought with.
    pub with: Option<String>,
    /// Of the orders with that product, how many in a hundred; absent while there are few.
    pub percent: Option<i64>,
    /// The slug of the product it is like.
    pub to: Option<String>,
    /// Codes of attributes in which they are the same, the most telling first.
    pub attributes: Option<Vec<String>>,
    pub same_category: Option<bool>,
    pub same_brand: Option<bool>,
    /// The slug of the category.
    pub category: Option<String>,
}

impl From<DomainReason> for Reason {
    fn from(reason: DomainReason) -> Self {
        let of = |code| Self {
            code,
            with: None,
            percent: None,
            to: None,
            attributes: None,
            same_category: None,
            same_brand: None,
            category: None,
        };
        match reason {
            DomainReason::BoughtTogether { with, percent } => {
                Self { with: Some(with), percent, ..of(ReasonCode::BoughtTogether) }
            }
            DomainReason::Similar { to, attributes, same_category, same_brand } => Self {
                to: Some(to),
                attributes: Some(attributes),
                same_category: Some(same_category),
                same_brand: Some(same_brand),
                ..of(ReasonCode::Similar)
            },
            DomainReason::PopularInCategory { category } => {
                Self { category: Some(category), ..of(ReasonCode::PopularInCategory) }
            }
            DomainReason::Popular => of(ReasonCode::Popular),
            DomainReason::New => of(ReasonCode::New),
            DomainReason::Viewed => of(ReasonCode::Viewed),
        }
    }
}

/// A product and why it is shown.
#[derive(Debug, Object)]
pub struct Recommendation {
    pub product: ProductSummary,
    pub reason: Reason,
}

/// Products to show, in that order.
#[derive(Debug, Object)]
pub struct Recommendations {
    pub items: Vec<Recommendation>,
}

impl From<Vec<Recommended>> for Recommendations {
    fn from(items: Vec<Recommended>) -> Self {
        let item = |one: Recommended| Recommendation {
            product: ProductSummary::new(one.product, false),
            reason: one.reason.into(),
        };
        Self { items: items.into_iter().map(item).collect() }
    }
}
