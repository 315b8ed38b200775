//! `penden batches`: jobs that belong together, and how far they are.

use clap::Subcommand;
use domain::jobs::batches::{self, Batch};
use platform::Services;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{ago, length, operator, table};

#[derive(Subcommand)]
pub enum Batches {
    /// List batches, newest first
    List {
        /// Only those that have not ended
        #[arg(long)]
        open: bool,
        #[arg(long, default_value_t = 30)]
        limit: u64,
    },
    /// Show one batch; its jobs are listed by `penden jobs list --batch`
    Show { id: Uuid },
    /// End the jobs of a batch that wait or run
    Cancel { id: Uuid },
}

pub async fn run(services: &Services, command: Batches, json: bool) -> anyhow::Result<()> {
    let store = &services.store;
    match command {
        Batches::List { open, limit } => {
            let found = batches::list(store.read(), open.then_some(false), None, limit).await?;
            let rows: Vec<Value> = found.iter().map(as_json).collect();
            let cells: Vec<Vec<String>> = found.iter().map(cells).collect();
            let head = ["batch", "name", "state", "ended", "dead", "opened"];
            table::print(json, &json!(rows), &head, &cells, "there are no batches");
        }
        Batches::Show { id } => show(&batches::find(store.read(), id).await?, json),
        Batches::Cancel { id } => {
            let cancelled = batches::cancel(store, id, &operator()).await?;
            services.push(&cancelled.tickets).await;
            println!("{} jobs will not run, {} were asked to end", cancelled.discarded, cancelled.requested);
        }
    }
    Ok(())
}

fn cells(batch: &Batch) -> Vec<String> {
    vec![
        batch.row.id.to_string(),
        batch.row.name.clone(),
        batch.state().as_str().to_owned(),
        share(batch),
        batch.progress.dead.to_string(),
        format!("{} ago", ago(batch.row.created_at)),
    ]
}

fn share(batch: &Batch) -> String {
    let progress = batch.progress;
    let ended = progress.done + progress.dead + progress.cancelled;
    format!("{} % ({ended} of {})", batch.percentage(), progress.total)
}

fn show(batch: &Batch, json: bool) {
    if json {
        println!("{:#}", as_json(batch));
        return;
    }
    let (row, progress) = (&batch.row, batch.progress);
    println!("{} {} is {}", row.name, row.id, batch.state().as_str());
    let took = row.ended_at.map(|at| format!("{at}, after {}", length(at - row.created_at)));
    let completion = row.completion_kind.as_ref().map(|kind| match row.completion_job_id {
        Some(id) => format!("{kind} {id}"),
        None => kind.clone(),
    });
    for (name, value) in [
        ("ended", share(batch)),
        ("running", progress.running.to_string()),
        ("done", progress.done.to_string()),
        ("dead", progress.dead.to_string()),
        ("cancelled", progress.cancelled.to_string()),
        ("opened", format!("{}, {} ago", row.created_at, ago(row.created_at))),
        ("over", took.unwrap_or_else(|| "not yet".to_owned())),
        ("rounds", row.rounds.to_string()),
        ("then", completion.unwrap_or_else(|| "nothing".to_owned())),
        ("trace", row.trace_id.clone()),
    ] {
        println!("  {name:10} {value}");
    }
}

fn as_json(batch: &Batch) -> Value {
    let (row, progress) = (&batch.row, batch.progress);
    json!({
        "id": row.id,
        "name": row.name,
        "state": batch.state().as_str(),
        "total": progress.total,
        "running": progress.running,
        "done": progress.done,
        "dead": progress.dead,
        "cancelled": progress.cancelled,
        "percentage": batch.percentage(),
        "rounds": row.rounds,
        "completion_kind": row.completion_kind,
        "completion_job_id": row.completion_job_id,
        "trace_id": row.trace_id,
        "created_at": row.created_at,
        "sealed_at": row.sealed_at,
        "ended_at": row.ended_at,
        "cancelled_at": row.cancelled_at,
        "cancelled_by": row.cancelled_by,
    })
}
