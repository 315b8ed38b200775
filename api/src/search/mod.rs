//! Searching products, and completing what is typed: public. What it came to, and synonyms: for staff. What is answered lags
//! behind the catalogue by a second or so.

mod endpoints;
mod insight;
mod schema;
mod synonyms;

pub use endpoints::Search;
pub use insight::Insight;
pub use synonyms::Synonyms;
