//! What customers say about a product, in short.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{File, OneText, Prompt, words};
use crate::error::FieldError;

pub struct SummarizeReviews;

/// What is told of reviews: nothing about who wrote them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewFacts {
    /// Its name.
    pub product: String,
    /// Newest first.
    pub reviews: Vec<Said>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// 1 to 5.
    pub stars: i32,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SummaryTask {
    pub said: ReviewFacts,
    /// BCP 47; none: that of most reviews.
    #[serde(default)]
    pub language: Option<String>,
    /// What staff wants to be minded.
    #[serde(default)]
    pub wishes: Option<String>,
}

impl Prompt for SummarizeReviews {
    const NAME: &'static str = "review_summary";
    type Input = SummaryTask;
    type Output = OneText;

    fn file() -> File {
        File::read(include_str!("files/review_summary.md"))
    }

    fn cases() -> &'static str {
        include_str!("cases/review_summary.json")
    }

    fn schema() -> Value {
        OneText::schema()
    }

    fn check(_: &SummaryTask, output: &OneText) -> Vec<FieldError> {
        words::plain("text", &output.text, (30, 900), true)
    }
}
