//! Running an entry at once because somebody asked for it. The clock's own slots stay as they are.

use serde_json::json;
use uuid::Uuid;

use super::fire::{record_tick, set_job, waiting};
use super::register::{lock, save};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::Store;

/// Enqueues the entry's job for now, also when the entry is disabled, and notes who asked (`by`). Returns the job's id
/// and the tickets to push.
///
/// # Errors
/// `NotFound` when no scheduler has brought an entry of that name; `Conflict` `runs_already` while its last job waits or
/// runs.
pub async fn run_now(store: &Store, name: &str, by: &str) -> Result<(Uuid, Vec<Ticket>)> {
    store
        .write(async |txn| {
            let book = lock(txn, name).await?.filter(|book| book.retired_at.is_none());
            let mut book = book.ok_or(Error::NotFound { what: "entry in the timetable" })?;
            if let Some(job_id) = waiting(txn, name).await? {
                let detail = format!("{name} waits or runs already, as job {job_id}");
                return Err(Error::conflict("runs_already", detail));
            }
            let slot = now();
            record_tick(txn, name, slot, slot, Some(by)).await?;
            let job = Job::from_stored(&book.kind, &json!({}))?;
            let tickets = jobs::enqueue_all(txn, vec![NewJob::new(job).unique(name)]).await?;
            let job_id = waiting(txn, name).await?;
            set_job(txn, name, slot, job_id).await?;
            book.last_slot = Some(slot);
            book.last_fired_at = Some(slot);
            book.last_fired_by = Some(by.to_owned());
            book.last_job_id = job_id;
            book.updated_at = slot;
            save(txn, &book).await?;
            audit::did(txn, Action::TimetableRun, name, None, Some(json!({ "job": job_id }))).await?;
            let job_id = job_id.ok_or_else(|| Error::Corrupt(format!("the job of {name} is not there")))?;
            Ok((job_id, tickets))
        })
        .await
}
