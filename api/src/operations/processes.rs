//! The processes of the fleet.

use chrono::{DateTime, Utc};
use domain::entity::process;
use domain::jobs;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use crate::auth::{JobsRead, Require};
use crate::openapi::Tag;
use crate::problem::Result;
use crate::state::Shared;

/// The endpoints.
pub struct Processes(pub Shared);

/// A process that is alive, as far as its heartbeats tell.
#[derive(Debug, Object)]
pub struct Process {
    /// Also the `worker` of the jobs that it runs.
    pub id: String,
    /// `api`, `worker` or `scheduler`.
    pub role: String,
    pub host: String,
    pub pid: i64,
    pub version: String,
    /// Queues that it serves; empty unless it is a worker.
    pub queues: Vec<String>,
    /// Jobs that it may run at once; 0 unless it is a worker.
    pub concurrency: i32,
    /// Jobs that it ran at its last heartbeat.
    pub busy: i32,
    /// It is stopping and takes no more jobs.
    pub quiet: bool,
    pub started_at: DateTime<Utc>,
    pub heartbeat_at: DateTime<Utc>,
}

/// The fleet, by role and age.
#[derive(Debug, Object)]
pub struct ProcessList {
    pub items: Vec<Process>,
}

#[OpenApi(prefix_path = "/api/v1/operations", tag = "Tag::Operations")]
impl Processes {
    /// See which processes are alive
    ///
    /// Those that were silent for a minute are left out. Needs the permission `jobs_read`.
    #[oai(path = "/processes", method = "get", operation_id = "listProcesses")]
    async fn list(&self, _operator: Require<JobsRead>) -> Result<Json<ProcessList>> {
        let rows = jobs::processes(self.0.store().read()).await?;
        let items = rows.into_iter().map(TryInto::try_into).collect::<domain::Result<_>>()?;
        Ok(Json(ProcessList { items }))
    }
}

impl TryFrom<process::Model> for Process {
    type Error = domain::Error;

    fn try_from(row: process::Model) -> domain::Result<Self> {
        Ok(Self {
            id: row.id,
            role: row.role,
            host: row.host,
            pid: row.pid,
            version: row.version,
            queues: serde_json::from_value(row.queues)?,
            concurrency: row.concurrency,
            busy: row.busy,
            quiet: row.quiet,
            started_at: row.started_at,
            heartbeat_at: row.heartbeat_at,
        })
    }
}
