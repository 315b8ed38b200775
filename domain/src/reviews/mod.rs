//! Reviews: what customers say about what they bought, what the shop makes of it, and what it comes to.
//!
//! One per product and customer, and only of what was bought. Everything about the reviews of a product happens under the
//! lock of its row. Texts are kept as they were written; whoever shows them escapes them.

mod answer;
mod decide;
mod find;
mod rating;
mod summary;
mod write;

pub use answer::{ANSWER, answer};
pub use decide::decide;
pub use find::{After, ReviewFilter, ReviewSort, find, list, own_or_may, published};
pub use rating::{Rating, rate, rate_all, ratings};
pub(crate) use summary::set_summary;
pub use summary::{NewSummary, Summary, remove_summary, summary};
pub use write::{NewReview, TEXT, TITLE, delete, write};
