//! The embedded search engine: an index of documents in a folder, what is asked of it, and how answers are ranked.
//!
//! It knows texts, values and numbers, and no shop: who may see what, where documents come from and what staff call a
//! synonym is said by the caller. Nothing of the library underneath shows here. Answers hold ids; documents are not kept.

mod acronym;
mod answer;
mod collect;
mod columns;
mod dictionary;
mod document;
mod error;
mod facets;
mod index;
mod normal;
mod paraphrase;
mod passage;
mod plan;
mod query;
mod rank;
mod schema;
mod statistics;
mod suggest;
mod text;

pub use answer::Described;
pub use document::Document;
pub use error::{Error, Result};
pub use index::{Index, Size};
pub use normal::{code, stems, words};
pub use paraphrase::Paraphrases;
pub use passage::{Passage, passage};
pub use query::{Answer, FacetCount, Filter, Hit, Likeness, Place, Query, RangeCount, Sort};
pub use rank::{FEATURES, NAMES, Weights};
pub use suggest::Suggestion;
