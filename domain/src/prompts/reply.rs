//! An answer to what a customer asks about an order, for staff to send.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{File, OneText, Prompt, words};
use crate::error::FieldError;

pub struct Reply;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplyTask {
    pub shop: String,
    pub question: String,
    /// BCP 47; none: that of the question.
    #[serde(default)]
    pub language: Option<String>,
    pub order: OrderFacts,
}

/// What may be said about an order. No name, no address, no way to pay: the model needs none of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderFacts {
    pub number: String,
    pub state: String,
    pub fulfilment: String,
    /// YYYY-MM-DD.
    pub placed_on: String,
    pub total: String,
    pub paid: String,
    pub refunded: String,
    pub shipping: String,
    pub lines: Vec<SoldLine>,
    pub parcels: Vec<ParcelFacts>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SoldLine {
    pub name: String,
    pub quantity: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParcelFacts {
    pub state: String,
    /// YYYY-MM-DD.
    pub sent_on: String,
    #[serde(default)]
    pub carrier: Option<String>,
    #[serde(default)]
    pub tracking: Option<String>,
}

impl Prompt for Reply {
    const NAME: &'static str = "reply";
    type Input = ReplyTask;
    type Output = OneText;

    fn file() -> File {
        File::read(include_str!("files/reply.md"))
    }

    fn cases() -> &'static str {
        include_str!("cases/reply.json")
    }

    fn schema() -> Value {
        OneText::schema()
    }

    /// As long as a note of an order may be.
    fn check(_: &ReplyTask, output: &OneText) -> Vec<FieldError> {
        words::plain("text", &output.text, (20, 2_000), true)
    }
}
