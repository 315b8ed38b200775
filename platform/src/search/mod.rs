//! The search index of a process: an embedded engine in a folder of its own, and the task that keeps it up to date.

mod embedded;
mod follower;
mod synonyms;

pub use embedded::Embedded;
pub use follower::Follower;
pub use synonyms::find_synonyms;
