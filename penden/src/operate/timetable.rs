//! `penden timetable`: what happens by the clock, and doing it now.

use clap::Subcommand;
use domain::timetable;
use platform::Services;
use serde_json::json;

use super::{ago, operator, table};

#[derive(Subcommand)]
pub enum Timetable {
    /// Run an entry now, whatever the clock says
    Run { name: String },
}

pub async fn run(services: &Services, command: Option<Timetable>, json: bool) -> anyhow::Result<()> {
    if let Some(Timetable::Run { name }) = command {
        let (job_id, tickets) = timetable::run_now(&services.store, &name, &operator()).await?;
        services.push(&tickets).await;
        println!("{name} runs as job {job_id}");
        return Ok(());
    }
    let entries = timetable::state(&services.store).await?;
    let rows: Vec<_> = entries
        .iter()
        .map(|entry| {
            let last = entry.last.as_ref();
            json!({
                "name": entry.name,
                "kind": entry.kind,
                "when": entry.expression,
                "zone": entry.zone,
                "missed": entry.missed,
                "enabled": entry.enabled,
                "next_at": entry.next_at,
                "last_fired_at": last.map(|last| last.fired_at),
                "last_by": last.and_then(|last| last.by.as_deref()),
                "last_job_id": last.and_then(|last| last.job_id),
                "last_job_state": last.and_then(|last| last.job_state),
                "last_error": last.and_then(|last| last.error.as_deref()),
            })
        })
        .collect();
    let cells: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            let last = entry.last.as_ref();
            vec![
                entry.name.clone(),
                format!("{} {}", entry.expression, if entry.zone == "UTC" { "" } else { &entry.zone }),
                match entry.next_at {
                    _ if !entry.enabled => "disabled".to_owned(),
                    None => "never".to_owned(),
                    Some(at) if at < domain::clock::now() => format!("overdue by {}", ago(at)),
                    Some(at) => ago(at),
                },
                last.map_or_else(|| "never".to_owned(), |last| format!("{} ago", ago(last.fired_at))),
                last.and_then(|last| last.job_state).map_or_else(String::new, |state| state.to_string()),
                last.and_then(|last| last.by.clone()).unwrap_or_default(),
            ]
        })
        .collect();
    let head = ["entry", "when", "next", "last", "job", "asked for by"];
    table::print(json, &json!(rows), &head, &cells, "no scheduler has written the timetable down yet");
    Ok(())
}
