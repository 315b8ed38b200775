//! For operators: the ledger of jobs, the queues, the processes, the providers outside, the timetable, replays, what goes
//! on right now, and the mails that were sent.

mod batches;
mod cancelling;
mod dead;
mod jobs;
mod live;
mod mails;
mod processes;
mod providers;
mod queues;
mod replays;
mod timetable;

pub use batches::{BatchProgress, Batches};
pub use cancelling::Cancellations;
pub use dead::DeadJobs;
pub use jobs::Jobs;
pub use live::{Live, LiveUpdates};
pub use mails::Mails;
pub use processes::Processes;
pub use providers::Providers;
pub use queues::Queues;
pub use replays::Replays;
pub use timetable::Timetables;
