//! What the page of the shopper is told while an answer is made.

use uuid::Uuid;

use crate::catalog::products::ProductSummary;
use crate::error::Error;

#[derive(Debug, Clone, PartialEq)]
pub enum Moment {
    /// A piece of the answer.
    Text(String),
    /// A tool is at work; its name.
    Looking(&'static str),
    /// What the answer names, in its order; shoppers see them.
    Products(Vec<ProductSummary>),
    /// Something to put into the cart, if the shopper wants to.
    Proposal(Proposal),
    /// A person should go on. The page offers to write to the shop.
    HandOver,
    /// The answer is complete.
    Done,
    /// There is no answer, or no more of it.
    Trouble(Trouble),
}

/// Nothing is in the cart before the shopper says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    pub variant_id: Uuid,
    pub product_slug: String,
    pub name: String,
    pub quantity: i64,
    /// Minor units, of one.
    pub price_minor: i64,
    pub currency: String,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No model is set up.
    Off,
    /// None answers, or what it answers is nonsense.
    Unavailable,
    /// What may be spent in a day is spent.
    OutOfBudget,
    /// The model, or its provider, will not say that.
    Refused,
    /// It had more to say than it may.
    CutOff,
    /// It went on asking for tools.
    TooLong,
}

impl Trouble {
    /// As programs read it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Unavailable => "unavailable",
            Self::OutOfBudget => "out_of_budget",
            Self::Refused => "refused",
            Self::CutOff => "cut_off",
            Self::TooLong => "too_long",
        }
    }

    pub(super) fn of(error: &Error) -> Self {
        match error {
            Error::Refused { code: "models_off", .. } => Self::Off,
            Error::Refused { code: "model_out_of_budget", .. } => Self::OutOfBudget,
            Error::Refused { code: "model_refused", .. } => Self::Refused,
            Error::Refused { code: "model_cut_off", .. } => Self::CutOff,
            _ => Self::Unavailable,
        }
    }
}
