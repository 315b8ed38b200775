//! Search: what shoppers type, and the products that they mean.
//!
//! An engine keeps an index; this module knows none. It says what is in the index (`documents`), when it changes (`feed`,
//! `follow`), what of a question is meant as a filter (`understand`, `interpret`), and turns what the engine answers into
//! what a shopper sees (`find`). Where a model makes vectors, what is meant counts beside the words (`semantic`), and where
//! one reads questions, it is asked what the rules do not know (`questions`). The index is a read model: it follows from the
//! tables, may be thrown away at any time, and no order depends on it. What is searched for is counted without saying by whom (`insight`).

mod ahead;
mod cursor;
mod documents;
mod engine;
mod facets;
pub mod feed;
mod filters;
mod find;
mod follow;
pub mod insight;
mod interpret;
mod plain;
mod popularity;
mod questions;
mod semantic;
pub mod synonyms;
mod understand;
mod vocabulary;
mod writer;

pub use documents::{all_documents, documents};
pub use engine::{
    Answer, Document, FacetCount, Filter, Hit, Passage, Place, Question, RangeCount, SearchEngine, Sort,
    Suggestion,
};
pub use feed::Position;
pub use find::{FoundPage, FoundProduct, Searching, Wanted, find, suggest};
pub use follow::{Follow, catch_up, start, watch};
pub use popularity::popularity;
pub use questions::Questions;
pub use semantic::{Likeness, Semantic};
pub use understand::{Meaning, Understood};
pub use vocabulary::{Named, Vocabulary};
pub use writer::Turn;
