//! A talk as the API shows it.

use domain::conversations::{self, Moment, Turn};
use domain::inquiries::Said;
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::ProductSummary;
use crate::money::Money;
use crate::payload::{objects, present};

/// Who said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    Shopper,
    Assistant,
}

/// Something that was said.
#[derive(Debug, Clone, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct SpokenMessage {
    #[garde(skip)]
    pub from: Speaker,
    /// Of a shopper at most 2,000 characters.
    #[oai(validator(min_length = 1, max_length = 4000))]
    #[garde(length(chars, min = 1, max = 4000))]
    pub text: String,
}

impl From<SpokenMessage> for Turn {
    fn from(message: SpokenMessage) -> Self {
        match message.from {
            Speaker::Shopper => Self::Shopper(message.text),
            Speaker::Assistant => Self::Assistant(message.text),
        }
    }
}

impl From<SpokenMessage> for Said {
    fn from(message: SpokenMessage) -> Self {
        let from = match message.from {
            Speaker::Shopper => "shopper",
            Speaker::Assistant => "assistant",
        };
        Self { from: from.to_owned(), text: message.text }
    }
}

/// What a shopper says, and what was said before.
#[derive(Debug, Deserialize, Serialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct TalkRequest {
    /// Oldest first; the last one is the shopper's. At most 16,000 characters together, of which the newest messages count.
    #[serde(deserialize_with = "objects")]
    #[oai(validator(min_items = 1, max_items = 40))]
    #[garde(length(min = 1, max = 40), dive)]
    pub messages: Vec<SpokenMessage>,
    /// The slug of the product whose page is open.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(max_length = 80, pattern = "^[a-z0-9]+(-[a-z0-9]+)*$"))]
    #[garde(length(max = 80), pattern("^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub product: Option<String>,
}

impl Example for TalkRequest {
    fn example() -> Self {
        let text = "Do you have a red mug for less than 15 euros?".to_owned();
        Self { messages: vec![SpokenMessage { from: Speaker::Shopper, text }], product: None }
    }
}

/// What a moment of an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum TalkMomentKind {
    /// `text` goes on.
    Text,
    /// Something is looked up.
    Looking,
    /// The `products` that the answer names.
    Products,
    /// A `proposal` for the cart. Nothing is in it before the shopper puts it there by adding to the cart.
    Proposal,
    /// The shopper should write to a person of the shop.
    HandOver,
    /// That was all.
    Done,
    /// There is no answer, or no more of it: see `trouble`. It was all.
    Trouble,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum TalkTrouble {
    Off,
    Unavailable,
    OutOfBudget,
    Refused,
    CutOff,
    TooLong,
}

impl From<conversations::Trouble> for TalkTrouble {
    fn from(trouble: conversations::Trouble) -> Self {
        use conversations::Trouble;
        match trouble {
            Trouble::Off => Self::Off,
            Trouble::Unavailable => Self::Unavailable,
            Trouble::OutOfBudget => Self::OutOfBudget,
            Trouble::Refused => Self::Refused,
            Trouble::CutOff => Self::CutOff,
            Trouble::TooLong => Self::TooLong,
        }
    }
}

/// Something for the cart, if the shopper wants it.
#[derive(Debug, Object)]
pub struct CartProposal {
    pub variant_id: Uuid,
    /// The slug of its product.
    pub product: String,
    pub name: String,
    pub quantity: i64,
    /// Of one.
    pub price: Money,
}

/// A moment of an answer.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TalkMoment {
    pub kind: TalkMomentKind,
    pub text: Option<String>,
    pub products: Option<Vec<ProductSummary>>,
    pub proposal: Option<CartProposal>,
    pub trouble: Option<TalkTrouble>,
}

impl From<Moment> for TalkMoment {
    fn from(moment: Moment) -> Self {
        let of = |kind| Self { kind, text: None, products: None, proposal: None, trouble: None };
        match moment {
            Moment::Text(text) => Self { text: Some(text), ..of(TalkMomentKind::Text) },
            Moment::Looking(_) => of(TalkMomentKind::Looking),
            Moment::Products(products) => {
                let products =
                    products.into_iter().map(|product| ProductSummary::new(product, false)).collect();
                Self { products: Some(products), ..of(TalkMomentKind::Products) }
            }
            Moment::Proposal(proposal) => {
                let proposal = CartProposal {
                    variant_id: proposal.variant_id,
                    product: proposal.product_slug,
                    name: proposal.name,
                    quantity: proposal.quantity,
                    price: Money::new(proposal.price_minor, proposal.currency),
                };
                Self { proposal: Some(proposal), ..of(TalkMomentKind::Proposal) }
            }
            Moment::HandOver => of(TalkMomentKind::HandOver),
            Moment::Done => of(TalkMomentKind::Done),
            Moment::Trouble(trouble) => Self { trouble: Some(trouble.into()), ..of(TalkMomentKind::Trouble) },
        }
    }
}
