//! What models are asked for, and what is allowed for each.

use std::time::Duration;

/// What a call is for. Stored with calls: a name once used keeps its meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Texts for staff to look at.
    Drafts,
    /// Talking with shoppers.
    Assistant,
    /// Texts as vectors.
    Embeddings,
    /// Reading what shoppers search for.
    Questions,
}

impl Purpose {
    pub const ALL: [Self; 4] = [Self::Drafts, Self::Assistant, Self::Embeddings, Self::Questions];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Drafts => "drafts",
            Self::Assistant => "assistant",
            Self::Embeddings => "embeddings",
            Self::Questions => "questions",
        }
    }
}

/// One model to ask, and what it costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Name of a provider.
    pub provider: String,
    pub model: String,
    /// Minor units for a million tokens that it reads.
    pub input_price: i64,
    /// And for a million that it writes.
    pub output_price: i64,
}

impl Link {
    /// Millionths of a minor unit.
    pub fn cost(&self, input_tokens: i64, output_tokens: i64) -> i64 {
        let read = input_tokens.saturating_mul(self.input_price);
        read.saturating_add(output_tokens.saturating_mul(self.output_price))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeSettings {
    /// The first one is asked; if it does not answer, the next. None: the purpose is switched off.
    pub chain: Vec<Link>,
    /// For one exchange.
    pub timeout: Duration,
    /// Of one answer.
    pub most_tokens: u32,
    /// Minor units of the currency of the prices. No call begins that might exceed it.
    pub daily_budget: i64,
    /// At so many hundredths of the budget staff is told.
    pub alert_percent: i64,
}
