//! The description of a product.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{File, ProductTask, Prompt, words};
use crate::error::FieldError;

pub struct Describe;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Described {
    /// Plain text, with empty lines between paragraphs.
    pub description: String,
}

impl Prompt for Describe {
    const NAME: &'static str = "describe";
    type Input = ProductTask;
    type Output = Described;

    fn file() -> File {
        File::read(include_str!("files/describe.md"))
    }

    fn cases() -> &'static str {
        include_str!("cases/describe.json")
    }

    fn schema() -> Value {
        json!({
            "type": "object",
            "properties": { "description": { "type": "string" } },
            "required": ["description"],
            "additionalProperties": false,
        })
    }

    fn check(_: &ProductTask, output: &Described) -> Vec<FieldError> {
        words::plain("description", &output.description, (40, 4_000), true)
    }
}
