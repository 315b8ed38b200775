//! What is asked of the index, and what it answers.

use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

/// A question. Everything that is typed is fine: what is no word is left out.
#[derive(Debug, Clone)]
pub struct Query {
    /// What somebody typed. Without any word it means everything.
    pub text: String,
    /// All of them must hold.
    pub filters: Vec<Filter>,
    /// Facets whose values are counted. The counts leave the filter of that facet itself out of account.
    pub facets: Vec<String>,
    /// Facets that are numbers, of which the least and the greatest value are told; `price` is one.
    pub ranges: Vec<String>,
    /// Microseconds since 1970: documents that are visible then are found.
    pub now: i64,
    pub sort: Sort,
    /// Continue behind this hit of an earlier page.
    pub after: Option<Place>,
    /// Hits at most.
    pub limit: usize,
    /// What is meant beside the words, for [`Sort::Relevance`].
    pub likeness: Option<Arc<dyn Likeness>>,
}

/// How alike documents are to what is meant, as somebody else knows: 0 for what is usual, 1 for the same.
pub trait Likeness: fmt::Debug + Send + Sync {
    /// The likest, at most so many, the likest first; some of them may be in no index.
    fn nearest(&self, most: usize) -> Vec<(Uuid, f32)>;

    /// Of each of these; `None` for one of which nothing is known.
    fn of(&self, ids: &[Uuid]) -> Vec<Option<f32>>;
}

impl Default for Query {
    fn default() -> Self {
        Self {
            text: String::new(),
            filters: Vec::new(),
            facets: Vec::new(),
            ranges: Vec::new(),
            now: 0,
            sort: Sort::Relevance,
            after: None,
            limit: 24,
            likeness: None,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// The best [`WINDOW`](crate::Index::WINDOW) hits; there is no page behind them.
    #[default]
    Relevance,
    Newest,
    /// Those without a price come last in both.
    PriceAscending,
    PriceDescending,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Any of these values of a facet.
    Values {
        facet: String,
        values: Vec<String>,
    },
    /// Inclusive; `price` is a facet too.
    Between {
        facet: String,
        least: Option<i64>,
        most: Option<i64>,
    },
    InStock(bool),
}

/// Where a hit stands in the order of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Less is earlier.
    pub key: i64,
    pub id: Uuid,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    pub hits: Vec<Hit>,
    /// Documents that match, whether or not they are among the hits.
    pub total: u64,
    /// No document has all that was asked for; these have some of it.
    pub is_relaxed: bool,
    /// What was probably meant, if that is something else than was typed.
    pub did_you_mean: Option<String>,
    /// Whether that, and not what was typed, was looked for.
    pub is_corrected: bool,
    pub facets: Vec<(String, Vec<FacetCount>)>,
    pub ranges: Vec<RangeCount>,
    pub next: Option<Place>,
    /// Stems that were looked for, for [`passage`](crate::passage).
    pub stems: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    pub id: Uuid,
    /// Comparable within an answer.
    pub score: f32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    pub value: String,
    pub documents: u64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeCount {
    pub facet: String,
    pub least: i64,
    pub most: i64,
    pub documents: u64,
}
