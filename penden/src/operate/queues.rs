//! `penden queues`: how the queues are doing.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::jobs::{self, By, QUEUES, QueueDepth};
use platform::Services;
use serde_json::json;

use super::{ago, length, table};

pub async fn show(services: &Services, json: bool) -> anyhow::Result<()> {
    let db = services.store.read();
    let depths = jobs::depths(db).await?;
    let pauses = jobs::pauses(db).await?;
    let recent = jobs::rates(db, By::Queue, now() - TimeDelta::minutes(5)).await?;
    let times = jobs::times(db, By::Queue, now() - TimeDelta::hours(1)).await?;
    let mut names: Vec<&str> = QUEUES.iter().map(|queue| queue.as_str()).collect();
    for depth in &depths {
        if !names.contains(&depth.queue.as_str()) {
            names.push(&depth.queue);
        }
    }
    let (mut rows, mut cells) = (Vec::new(), Vec::new());
    for name in names {
        let of = |state| count(&depths, name, state);
        let could_run = |depth: &&QueueDepth| {
            depth.queue == name && matches!(depth.state, JobState::Pending | JobState::Queued)
        };
        let oldest = depths.iter().filter(could_run).filter_map(|depth| depth.oldest_due).min();
        let pause = pauses.iter().find(|pause| pause.queue == name);
        let rate = recent.iter().find(|rate| rate.name == name).cloned().unwrap_or_default();
        let times = times.iter().find(|times| times.name == name);
        let micros = |length: TimeDelta| length.num_microseconds();
        rows.push(json!({
            "name": name,
            "pending": of(JobState::Pending),
            "queued": of(JobState::Queued),
            "running": of(JobState::Running),
            "dead": of(JobState::Dead),
            "oldest_due": oldest,
            "enqueued_5_minutes": rate.enqueued,
            "done_5_minutes": rate.done,
            "failed_5_minutes": rate.failed,
            "waited_p50_micros": times.and_then(|times| micros(times.waited.p50)),
            "waited_p99_micros": times.and_then(|times| micros(times.waited.p99)),
            "ran_p50_micros": times.and_then(|times| micros(times.ran.p50)),
            "ran_p99_micros": times.and_then(|times| micros(times.ran.p99)),
            "paused_by": pause.map(|pause| &pause.paused_by),
            "paused_at": pause.map(|pause| pause.paused_at),
        }));
        let percentiles = |of: Option<jobs::Percentiles>| {
            of.map_or_else(|| "–".to_owned(), |of| format!("{} / {}", length(of.p50), length(of.p99)))
        };
        cells.push(vec![
            name.to_owned(),
            of(JobState::Pending).to_string(),
            of(JobState::Queued).to_string(),
            of(JobState::Running).to_string(),
            of(JobState::Dead).to_string(),
            oldest.map_or_else(|| "–".to_owned(), ago),
            rate.done.to_string(),
            rate.failed.to_string(),
            percentiles(times.map(|times| times.waited)),
            percentiles(times.map(|times| times.ran)),
            pause.map_or_else(String::new, |pause| {
                format!("paused by {}, {} ago", pause.paused_by, ago(pause.paused_at))
            }),
        ]);
    }
    let head = [
        "queue",
        "pending",
        "queued",
        "running",
        "dead",
        "oldest due",
        "done/5m",
        "failed/5m",
        "waited p50/p99",
        "ran p50/p99",
        "",
    ];
    table::print(json, &json!(rows), &head, &cells, "");
    Ok(())
}

fn count(depths: &[QueueDepth], queue: &str, state: JobState) -> i64 {
    let own = depths.iter().filter(|depth| depth.queue == queue && depth.state == state);
    own.map(|depth| depth.jobs).sum()
}
