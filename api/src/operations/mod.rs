//! For operators: the ledger of jobs, and the mails that were sent.

mod jobs;
mod mails;

pub use jobs::Jobs;
pub use mails::Mails;
