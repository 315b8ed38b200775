//! The thread that runs from a request through its events to the jobs that they cause: one id, carried by the task.
//!
//! The id is the 32 hex digits of a W3C `traceparent`, so that an outside trace can be continued.

use std::future::Future;

use uuid::Uuid;

/// The target of the moments in which events and jobs are written, for whoever draws traces.
pub const PRODUCED: &str = "penden::produced";

/// The span id of the moment in which this event or job was written: its last 16 hex digits. What follows from it names
/// that as its parent, so no span id has to be kept.
pub fn moment(id: Uuid) -> String {
    let mut digits = id.simple().to_string();
    digits.split_off(16)
}

tokio::task_local! {
    static TRACE_ID: String;
    static JOB_ID: Uuid;
}

/// Runs `work` under the given trace id.
pub async fn scope<T>(trace_id: String, work: impl Future<Output = T>) -> T {
    TRACE_ID.scope(trace_id, work).await
}

/// As [`scope`], for the run of a job: what it enqueues and records names it as the cause.
pub async fn scope_of_job<T>(trace_id: String, job_id: Uuid, work: impl Future<Output = T>) -> T {
    JOB_ID.scope(job_id, scope(trace_id, work)).await
}

/// What is to be named as the cause of what happens in this task.
#[derive(Debug, Clone)]
pub struct Cause {
    pub trace_id: String,
    pub job_id: Option<Uuid>,
}

/// The trace and, in the run of a job, the job.
pub fn cause() -> Cause {
    Cause { trace_id: current(), job_id: job_id() }
}

/// The job whose run this is; `None` outside of any.
pub fn job_id() -> Option<Uuid> {
    JOB_ID.try_with(|id| *id).ok()
}

/// The id of the running trace; a fresh one outside of any.
pub fn current() -> String {
    TRACE_ID.try_with(Clone::clone).unwrap_or_else(|_| new_id())
}

/// A fresh trace id.
pub fn new_id() -> String {
    Uuid::new_v4().simple().to_string()
}
