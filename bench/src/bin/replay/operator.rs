//! Waiting, as an operator would, until nothing is left to do.

use std::time::{Duration, Instant};

use anyhow::bail;
use bench::Request;
use serde_json::Value;

use crate::session::Session;

/// The fleet must have caught up by then, and is given up otherwise.
const DRAINED_WITHIN: Duration = Duration::from_secs(600);

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(100);

/// So long there must have been nothing to do: notices of the payment provider come in from outside.
const QUIET: Duration = Duration::from_secs(1);

/// Waits until every event is published and every job has ended. Returns when that was.
pub async fn wait_until_drained(operator: &mut Session) -> anyhow::Result<Instant> {
    let give_up = Instant::now() + DRAINED_WITHIN;
    let mut quiet_since = None;
    loop {
        let (overview, _) = operator.insist(Request::get("/api/v1/jobs/overview")).await?;
        let now = Instant::now();
        if open_work(&overview) > 0 {
            quiet_since = None;
        }
        let since = *quiet_since.get_or_insert(now);
        if open_work(&overview) == 0 && now - since >= QUIET {
            return Ok(since);
        }
        if now >= give_up {
            bail!("there is still work to do: {overview}");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// Unpublished events, and jobs that are not over. What the timetable does again and again is not counted.
fn open_work(overview: &Value) -> i64 {
    let is_open = |row: &&Value| {
        matches!(row["state"].as_str(), Some("pending" | "queued" | "running"))
            && row["queue"] != "maintenance"
    };
    let rows = overview["counts"].as_array().into_iter().flatten();
    let jobs: i64 = rows.filter(is_open).filter_map(|row| row["jobs"].as_i64()).sum();
    jobs + overview["unpublished_events"].as_i64().unwrap_or(1)
}
