//! The timetable as the schedulers keep it, and running an entry at once.

use chrono::{DateTime, Utc};
use domain::timetable::{self, EntryState};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};
use uuid::Uuid;

use super::jobs::JobStatus;
use crate::auth::{JobsRead, JobsWrite, Require};
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Timetables(pub Shared);

/// The last time that an entry was fired.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TimetableRun {
    /// The time that it was meant for.
    pub slot: DateTime<Utc>,
    pub fired_at: DateTime<Utc>,
    /// Who asked for it; absent when it was the clock.
    pub by: Option<String>,
    pub job_id: Option<Uuid>,
    /// Absent when the job is pruned already.
    pub job_state: Option<JobStatus>,
    /// The job's last error.
    pub error: Option<String>,
}

/// Something that happens by the clock.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct TimetableEntry {
    pub name: String,
    /// Kind of the job that it enqueues.
    pub kind: String,
    /// `every 15 seconds`, or the five fields of cron.
    pub when: String,
    /// IANA time zone of a cron expression.
    pub zone: String,
    /// What becomes of times that nobody was there for: `skip`, `once` or `all`.
    pub missed: String,
    pub enabled: bool,
    /// When it fires next. In the past: no scheduler runs.
    pub next_at: Option<DateTime<Utc>>,
    pub last: Option<TimetableRun>,
}

/// The timetable, by name. Empty until a scheduler has started.
#[derive(Debug, Object)]
pub struct TimetableList {
    pub items: Vec<TimetableEntry>,
}

/// A job that was enqueued because somebody asked for it.
#[derive(Debug, Object)]
pub struct StartedRun {
    pub job_id: Uuid,
}

#[OpenApi(prefix_path = "/api/v1/operations", tag = "Tag::Operations")]
impl Timetables {
    /// See what happens by the clock
    ///
    /// With the last run and the next. Needs the permission `jobs_read`.
    #[oai(path = "/timetable", method = "get", operation_id = "listTimetable")]
    async fn list(&self, _operator: Require<JobsRead>) -> Result<Json<TimetableList>> {
        let entries = timetable::state(self.0.store()).await?;
        Ok(Json(TimetableList { items: entries.into_iter().map(Into::into).collect() }))
    }

    /// Run an entry of the timetable now
    ///
    /// Whatever the clock says, and also when it is disabled; the times of the clock stay as they are. Needs the
    /// permission `jobs_write`.
    #[oai(path = "/timetable/:name/run", method = "post", operation_id = "runTimetableEntry")]
    async fn run(
        &self,
        operator: Require<JobsWrite>,
        /// The entry.
        #[oai(validator(max_length = 100))]
        name: Path<String>,
    ) -> Result<Json<StartedRun>> {
        let by = operator.customer.name(self.0.store()).await?;
        let (job_id, tickets) = timetable::run_now(self.0.store(), &name.0, &by).await?;
        self.0.services.push(&tickets).await;
        Ok(Json(StartedRun { job_id }))
    }
}

impl From<EntryState> for TimetableEntry {
    fn from(entry: EntryState) -> Self {
        Self {
            name: entry.name,
            kind: entry.kind,
            when: entry.expression,
            zone: entry.zone,
            missed: entry.missed,
            enabled: entry.enabled,
            next_at: entry.next_at,
            last: entry.last.map(|last| TimetableRun {
                slot: last.slot,
                fired_at: last.fired_at,
                by: last.by,
                job_id: last.job_id,
                job_state: last.job_state.map(Into::into),
                error: last.error,
            }),
        }
    }
}
