//! What is searched for, and what comes of it: counts by day, without saying who searched.
//!
//! A process counts in memory ([`Tally`]) and adds what it counted to the tables every few seconds, so that a search writes
//! nothing; what a process had not added when it was killed is lost, which no order depends on. Searches that look like an
//! address are not counted at all.

mod report;
mod tally;

pub use report::{InsightFilter, List, QueryInsight, Report, report};
pub use tally::{Outcome, Tally, prune};
