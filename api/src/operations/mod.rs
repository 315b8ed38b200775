//! For operators: the ledger of jobs, replays, and the mails that were sent.

mod jobs;
mod mails;
mod replays;

pub use jobs::Jobs;
pub use mails::Mails;
pub use replays::Replays;
