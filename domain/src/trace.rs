//! The thread that runs from a request through its events to the jobs that they cause: one id, carried by the task.
//!
//! The id is the 32 hex digits of a W3C `traceparent`, so that an outside trace can be continued.

use std::future::Future;

use uuid::Uuid;

tokio::task_local! {
    static TRACE_ID: String;
}

/// Runs `work` under the given trace id.
pub async fn scope<T>(trace_id: String, work: impl Future<Output = T>) -> T {
    TRACE_ID.scope(trace_id, work).await
}

/// The id of the running trace; a fresh one outside of any.
pub fn current() -> String {
    TRACE_ID.try_with(Clone::clone).unwrap_or_else(|_| new_id())
}

/// A fresh trace id.
pub fn new_id() -> String {
    Uuid::new_v4().simple().to_string()
}
