//! A job that does nothing, sent through the queue and back: the one look that shows that the whole way works.

use std::time::{Duration, Instant};

use domain::clock::now;
use domain::entity::states::JobState;
use domain::entity::{job, process};
use domain::jobs::{self, Job, NewJob};
use domain::{Error, Result};
use platform::Services;

use super::Findings;

/// Between two looks at the job.
const LOOK: Duration = Duration::from_millis(50);

pub async fn look(services: &Services, limit: Duration, findings: &mut Findings) {
    if let Err(error) = try_to_look(services, limit, findings).await {
        findings.problem("ping", format!("no job can be sent: {}", error.chain()), "look at the database");
    }
}

async fn try_to_look(services: &Services, limit: Duration, findings: &mut Findings) -> Result<()> {
    let queue = Job::Ping.policy().queue.as_str();
    let db = services.store.read();
    if jobs::pauses(db).await?.iter().any(|pause| pause.queue == queue) {
        let says = format!("no job was sent to see whether one comes through: {queue} is paused");
        findings.notice("ping", says, format!("`penden jobs resume {queue}`, then ask again"));
        return Ok(());
    }
    let who = said_to_serve(&jobs::processes(db).await?, queue);
    if who.is_empty() {
        let says = format!("no job was sent to see whether one comes through: nobody serves {queue}");
        findings.problem("ping", says, "start penden-worker (or `penden serve`)");
        return Ok(());
    }
    let (ping, began) = (NewJob::new(Job::Ping), Instant::now());
    let id = ping.id;
    send(services, ping).await?;
    loop {
        let row = jobs::find(db, id).await?;
        if row.state == JobState::Done {
            let (took, worker) = (began.elapsed().as_millis(), row.worker.unwrap_or_default());
            findings.fine("ping", format!("a job through {queue} was done by {worker} within {took} ms"));
            return Ok(());
        }
        if began.elapsed() > limit {
            let (says, todo) = silence(&row, limit, &who);
            findings.problem("ping", says, todo);
            return withdraw(services, &row).await;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Without Redis this process cannot reach the others, and the scheduler hands out the ticket.
async fn send(services: &Services, ping: NewJob) -> Result<()> {
    let store = &services.store;
    if services.transports.redis.is_none() {
        return store.write(async |txn| jobs::enqueue_at(txn, ping, now()).await).await;
    }
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, vec![ping]).await).await?;
    services.push(&tickets).await;
    Ok(())
}

/// The workers that serve the queue, as far as their heartbeats tell.
fn said_to_serve(processes: &[process::Model], queue: &str) -> Vec<String> {
    let serves = |row: &&process::Model| {
        let queues = serde_json::from_value::<Vec<String>>(row.queues.clone()).unwrap_or_default();
        row.role == "worker" && !row.quiet && queues.iter().any(|served| served == queue)
    };
    let told = |row: &process::Model| {
        let silent = (now() - row.heartbeat_at).num_seconds();
        format!("{} ({} of {} busy, heard of {silent} s ago)", row.id, row.busy, row.concurrency)
    };
    processes.iter().filter(serves).map(told).collect()
}

/// How far the job came, and what that means.
fn silence(row: &job::Model, limit: Duration, who: &[String]) -> (String, &'static str) {
    let (queue, seconds, who) = (&row.queue, limit.as_secs(), who.join(", "));
    match row.state {
        JobState::Pending => (
            format!("a job for {queue} was not handed out within {seconds} s: no scheduler does"),
            "start penden-scheduler (or `penden serve`)",
        ),
        JobState::Queued => (
            format!(
                "a job through {queue} was taken by nobody within {seconds} s; alive and serving it: {who}"
            ),
            "busy workers: `penden queues`, and the runbook about backlog; idle ones: do they use the same Redis, with \
             the same PENDEN_REDIS__NAMESPACE? Their logs say what is in the way",
        ),
        state => (
            format!(
                "a job through {queue} is {state} after {seconds} s, in the hands of {}",
                row.worker.as_deref().unwrap_or("nobody")
            ),
            "look at the log of that worker, and whether it reaches the database quickly",
        ),
    }
}

/// A job that nobody answered is not left lying about.
async fn withdraw(services: &Services, row: &job::Model) -> Result<()> {
    match jobs::cancel(&services.store, row.id, "penden doctor").await {
        // It was done after all.
        Err(Error::Conflict { .. }) => Ok(()),
        outcome => outcome.map(drop),
    }
}
