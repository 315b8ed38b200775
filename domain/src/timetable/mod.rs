//! What happens by the clock: entries with a time, and the jobs that they enqueue.
//!
//! The entries come from configuration ([`Timetable::read`]). How far each has been kept is a row, and each time that
//! one fires is a row with a unique key, so that any number of schedulers fire it once. Nothing here waits or sleeps:
//! the scheduler asks [`fire`] with the time that it is.

mod entry;
mod fire;
mod register;
mod run_now;
mod state;
mod when;

pub use entry::{Entry, EntrySettings, Missed, Timetable, TimetableSettings};
pub use fire::{Fired, fire};
pub use register::register;
pub use run_now::run_now;
pub use state::{EntryState, LastRun, state};
pub use when::When;
