//! What search engines show of a product.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{File, ProductTask, Prompt, words};
use crate::error::FieldError;

pub struct Seo;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeoTexts {
    pub title: String,
    pub description: String,
}

impl Prompt for Seo {
    const NAME: &'static str = "seo";
    type Input = ProductTask;
    type Output = SeoTexts;

    fn file() -> File {
        File::read(include_str!("files/seo.md"))
    }

    fn cases() -> &'static str {
        include_str!("cases/seo.json")
    }

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": { "title": { "type": "string" }, "description": { "type": "string" } },
            "required": ["title", "description"],
            "additionalProperties": false,
        })
    }

    /// Longer ones are cut off where they are shown.
    fn check(_: &ProductTask, output: &SeoTexts) -> Vec<FieldError> {
        let mut wrong = words::plain("title", &output.title, (5, 70), false);
        wrong.extend(words::plain("description", &output.description, (20, 170), false));
        wrong
    }
}
