//! One job, for people and for programs.

use domain::entity::job;
use domain::jobs::{self, AttemptOutcome};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ago, length, table};

/// The first line of the last error, shortened.
pub fn last_error(row: &job::Model) -> String {
    let last = row.errors.as_array().and_then(|errors| errors.last()?["error"].as_str());
    let line = last.and_then(|error| error.lines().next()).unwrap_or_default();
    line.chars().take(100).collect()
}

pub fn as_json(row: &job::Model) -> anyhow::Result<Value> {
    let attempts: Vec<Value> = jobs::attempts(row)?
        .into_iter()
        .map(|attempt| {
            json!({
                "number": attempt.number,
                "outcome": outcome(attempt.outcome),
                "due_at": attempt.due_at,
                "started_at": attempt.started_at,
                "ended_at": attempt.ended_at,
                "worker": attempt.worker,
                "error": attempt.error,
            })
        })
        .collect();
    Ok(json!({
        "id": row.id,
        "kind": row.kind,
        "queue": row.queue,
        "state": row.state,
        "payload": row.payload,
        "run_at": row.run_at,
        "attempts": row.attempts,
        "max_attempts": row.max_attempts,
        "worker": row.worker,
        "event_id": row.event_id,
        "parent_id": row.parent_id,
        "subject_id": row.subject_id,
        "batch_id": row.batch_id,
        "unique_key": row.unique_key,
        "trace_id": row.trace_id,
        "created_at": row.created_at,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "attempts_made": attempts,
    }))
}

fn outcome(outcome: AttemptOutcome) -> &'static str {
    match outcome {
        AttemptOutcome::Running => "running",
        AttemptOutcome::Done => "done",
        AttemptOutcome::Failed => "failed",
    }
}

pub fn show(row: &job::Model, json: bool) -> anyhow::Result<()> {
    if json {
        println!("{:#}", as_json(row)?);
        return Ok(());
    }
    let or_none = |id: Option<Uuid>| id.map_or_else(|| "none".to_owned(), |id| id.to_string());
    println!("{} {} is {}", row.kind, row.id, row.state);
    for (name, value) in [
        ("queue", row.queue.clone()),
        ("payload", row.payload.to_string()),
        ("attempts", format!("{} of {}", row.attempts, row.max_attempts)),
        ("caused by", row.event_id.map_or_else(|| or_none(row.parent_id), |id| format!("event {id}"))),
        ("batch", or_none(row.batch_id)),
        ("trace", row.trace_id.clone()),
        ("enqueued", format!("{}, {} ago", row.created_at, ago(row.created_at))),
        ("due", row.run_at.to_string()),
    ] {
        println!("  {name:10} {value}");
    }
    let cells: Vec<Vec<String>> = jobs::attempts(row)?
        .into_iter()
        .map(|attempt| {
            let took = |of: Option<chrono::TimeDelta>| of.map_or_else(|| "–".to_owned(), length);
            vec![
                attempt.number.to_string(),
                outcome(attempt.outcome).to_owned(),
                attempt.started_at.map_or_else(|| "–".to_owned(), |at| at.to_string()),
                took(attempt.waited()),
                took(attempt.ran()),
                attempt.worker.clone().unwrap_or_default(),
                attempt.error.unwrap_or_default(),
            ]
        })
        .collect();
    let head = ["run", "outcome", "started", "waited", "ran", "process", "error"];
    table::print(false, &Value::Null, &head, &cells, "  it has not run");
    Ok(())
}
