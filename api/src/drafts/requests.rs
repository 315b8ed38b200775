//! What is asked for.

use domain::entity::states::DraftKind as StoredKind;
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};

use crate::payload::present;

/// What can be drafted about a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum ProductDraftKind {
    Description,
    /// What search engines show.
    Seo,
    /// Values of attributes that the product does not have, read out of its texts.
    Attributes,
    /// Name, description and what search engines show in another language, which `language` has to name.
    Translation,
    /// What its reviews say, in short. There must be three with words at least.
    ReviewSummary,
}

impl From<ProductDraftKind> for StoredKind {
    fn from(kind: ProductDraftKind) -> Self {
        match kind {
            ProductDraftKind::Description => Self::Description,
            ProductDraftKind::Seo => Self::Seo,
            ProductDraftKind::Attributes => Self::Attributes,
            ProductDraftKind::Translation => Self::Translation,
            ProductDraftKind::ReviewSummary => Self::ReviewSummary,
        }
    }
}

/// A draft about a product.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ProductDraftRequest {
    #[garde(skip)]
    pub kind: ProductDraftKind,
    /// BCP 47, such as `de` or `en-GB`. Without it, the language of the product's texts, or of most reviews. A translation
    /// must have it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(max_length = 6, pattern = "^[a-z]{2,3}(-[A-Z]{2})?$"))]
    #[garde(length(max = 6), pattern("^[a-z]{2,3}(-[A-Z]{2})?$"))]
    pub language: Option<String>,
    /// What is to be minded.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(max_length = 2000))]
    #[garde(length(chars, max = 2000))]
    pub wishes: Option<String>,
}

impl Example for ProductDraftRequest {
    fn example() -> Self {
        Self {
            kind: ProductDraftKind::Description,
            language: Some("de".into()),
            wishes: Some("Mention that it can go into the dishwasher.".into()),
        }
    }
}

/// A reply to what a customer asks about an order.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ReplyDraftRequest {
    /// What the customer asks.
    #[oai(validator(min_length = 1, max_length = 2000))]
    #[garde(length(chars, min = 1, max = 2000))]
    pub question: String,
    /// BCP 47, such as `de` or `en-GB`. Without it, the language of the question.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(max_length = 6, pattern = "^[a-z]{2,3}(-[A-Z]{2})?$"))]
    #[garde(length(max = 6), pattern("^[a-z]{2,3}(-[A-Z]{2})?$"))]
    pub language: Option<String>,
}

impl Example for ReplyDraftRequest {
    fn example() -> Self {
        Self { question: "Where is my parcel?".into(), language: Some("en".into()) }
    }
}
