//! The port to whatever keeps the index.

use std::collections::HashMap;

use async_trait::async_trait;
use uuid::Uuid;

use super::semantic::Likeness;
use crate::error::Result;

/// A product as it is indexed. Texts are for people; keys are what is filtered and counted by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    pub id: Uuid,
    pub title: String,
    pub brand: String,
    /// Names from the root on, with spaces between them.
    pub category: String,
    pub description: String,
    /// Names and values of attributes.
    pub attributes: Vec<String>,
    /// Skus, part numbers and EANs, found exactly.
    pub codes: Vec<String>,
    /// Facets and values.
    pub keys: Vec<(String, String)>,
    /// Facets that are numbers, thousandths.
    pub numbers: Vec<(String, i64)>,
    /// Codes of its attributes, whatever their values: products of one kind have the same ones.
    pub shape: Vec<String>,
    /// Of the cheapest variant, minor units.
    pub price_minor: Option<i64>,
    pub in_stock: bool,
    /// Microseconds since 1970.
    pub created_at: i64,
    /// Microseconds since 1970: from then on, and until before then, shoppers see it.
    pub visible: (i64, i64),
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// As it was typed.
    pub text: String,
    /// All of them hold.
    pub filters: Vec<Filter>,
    /// Facets whose values are counted; the filter of a facet does not count for itself.
    pub facets: Vec<String>,
    /// Facets that are numbers; `price` is one.
    pub ranges: Vec<String>,
    /// Microseconds since 1970.
    pub now: i64,
    pub sort: Sort,
    pub after: Option<Place>,
    pub limit: usize,
    /// How alike products are to what is meant, if a model says so: of an answer by relevance it changes the order, and what
    /// is alike joins it without sharing a word. Without it words alone count.
    pub likeness: Option<Likeness>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best thousand.
    #[default]
    Relevance,
    Newest,
    PriceAsc,
    PriceDesc,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// Any of these.
    Values {
        facet: String,
        values: Vec<String>,
    },
    /// Inclusive.
    Between {
        facet: String,
        least: Option<i64>,
        most: Option<i64>,
    },
    InStock(bool),
}

/// Where a hit stands in the order of an answer: less is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub key: i64,
    pub id: Uuid,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    pub hits: Vec<Hit>,
    pub total: u64,
    /// Nothing has all of what was asked for; these have some of it.
    pub is_relaxed: bool,
    pub did_you_mean: Option<String>,
    /// Whether that was looked for instead of what was typed.
    pub is_corrected: bool,
    pub facets: Vec<(String, Vec<FacetCount>)>,
    pub ranges: Vec<RangeCount>,
    pub next: Option<Place>,
    /// What to mark in texts; see [`SearchEngine::passage`].
    pub terms: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub id: Uuid,
    pub score: f32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    pub value: String,
    pub products: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeCount {
    pub facet: String,
    pub least: i64,
    pub most: i64,
    pub products: u64,
}

/// A text with the places in it, in bytes, that were looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passage {
    pub text: String,
    pub marks: Vec<(usize, usize)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    pub text: String,
    pub products: u64,
}

/// An index and who asks it. What is put or removed shows with the commit after it.
#[async_trait]
pub trait SearchEngine: Send + Sync {
    async fn search(&self, question: Question) -> Result<Answer>;

    /// Completions of what was typed so far.
    async fn suggest(&self, typed: String, limit: usize) -> Result<Vec<Suggestion>>;

    /// The part of a text, of about that many characters, with most of the `terms` of an answer.
    fn passage(&self, text: &str, terms: &[String], characters: usize) -> Passage;

    /// Groups of phrases that mean the same, in place of those of before. They hold at once, or with the next commit.
    async fn set_synonyms(&self, groups: Vec<Vec<String>>) -> Result<()>;

    /// How much products are wanted, 0 to 1, in place of what was known before; those not named have 0. It
    /// holds at once, or from when it was settled.
    async fn set_popularity(&self, popularity: HashMap<Uuid, f32>) -> Result<()>;

    async fn put(&self, documents: Vec<Document>) -> Result<()>;

    async fn remove(&self, ids: Vec<Uuid>) -> Result<()>;

    /// Removes everything, with the next commit.
    async fn clear(&self) -> Result<()>;

    /// `position` is how far the index has come.
    async fn commit(&self, position: &str) -> Result<()>;

    /// The position of the last commit; `None` for an index that was just made. Whoever writes asks it first in each round:
    /// what was put and not committed in the round before is put again.
    async fn position(&self) -> Result<Option<String>>;

    /// Whether processes share the index: then one of them writes to it, and the others only ask.
    fn is_shared(&self) -> bool {
        false
    }

    /// Writes down what came to be known beside the feed, if the engine has to write it down: how much products are wanted.
    /// Called by who writes, when nothing else is to do.
    async fn settle(&self) -> Result<()> {
        Ok(())
    }
}
