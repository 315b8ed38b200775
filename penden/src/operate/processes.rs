//! `penden processes`: who is alive.

use domain::jobs;
use platform::Services;
use serde_json::json;

use super::{ago, table};

pub async fn show(services: &Services, json: bool) -> anyhow::Result<()> {
    let processes = jobs::processes(services.store.read()).await?;
    let rows: Vec<_> = processes
        .iter()
        .map(|row| {
            json!({
                "id": row.id,
                "role": row.role,
                "host": row.host,
                "pid": row.pid,
                "version": row.version,
                "queues": row.queues,
                "concurrency": row.concurrency,
                "busy": row.busy,
                "quiet": row.quiet,
                "started_at": row.started_at,
                "heartbeat_at": row.heartbeat_at,
            })
        })
        .collect();
    let cells: Vec<Vec<String>> = processes
        .iter()
        .map(|row| {
            let queues: Vec<String> = serde_json::from_value(row.queues.clone()).unwrap_or_default();
            vec![
                row.role.clone(),
                row.id.clone(),
                row.version.clone(),
                format!("{} of {}", row.busy, row.concurrency),
                format!("{} ago", ago(row.heartbeat_at)),
                ago(row.started_at),
                if row.quiet { "stopping".to_owned() } else { String::new() },
                queues.join(","),
            ]
        })
        .collect();
    let head = ["role", "process", "version", "busy", "heard of", "up for", "", "queues"];
    table::print(json, &json!(rows), &head, &cells, "no process has been heard of within the last minute");
    Ok(())
}
