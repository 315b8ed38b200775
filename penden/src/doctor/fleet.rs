//! The fleet: that somebody works on every queue, and that nothing is left lying.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::jobs::{self, DeadFilter, QUEUES};
use domain::outside::Phase;
use domain::{Result, timetable};
use platform::Services;
use platform::outside::Outside;

use super::Findings;

/// Longer than this nothing waits in a fleet that keeps up.
const LATE: TimeDelta = TimeDelta::seconds(60);
/// Groups of dead jobs that are told.
const MOST_GROUPS: u64 = 5;

pub async fn look(services: &Services, findings: &mut Findings) {
    if let Err(error) = try_to_look(services, findings).await {
        findings.problem(
            "fleet",
            format!("the ledger cannot be read: {}", error.chain()),
            "look at the database",
        );
    }
}

async fn try_to_look(services: &Services, findings: &mut Findings) -> Result<()> {
    workers(services, findings).await?;
    scheduler(services, findings).await?;
    queues(services, findings).await?;
    outbox(services, findings).await?;
    providers(services, findings).await?;
    dead(services, findings).await
}

async fn workers(services: &Services, findings: &mut Findings) -> Result<()> {
    let processes = jobs::processes(services.store.read()).await?;
    let workers: Vec<_> =
        processes.iter().filter(|process| process.role == "worker" && !process.quiet).collect();
    let served: Vec<String> = workers
        .iter()
        .flat_map(|worker| serde_json::from_value::<Vec<String>>(worker.queues.clone()).unwrap_or_default())
        .collect();
    let is_served = |name: &str| served.iter().any(|served| served == name);
    let unserved: Vec<&str> =
        QUEUES.iter().map(|queue| queue.as_str()).filter(|name| !is_served(name)).collect();
    if workers.is_empty() {
        findings.problem(
            "workers",
            "no worker has been heard of within the last minute: orders are taken, and nothing follows",
            "start penden-worker (or `penden serve`)",
        );
    } else if !unserved.is_empty() {
        findings.problem(
            "workers",
            format!("nobody works on {}", unserved.join(", ")),
            "start a worker without PENDEN_WORKER__QUEUES, or with these in it",
        );
    } else {
        let busy: i32 = workers.iter().map(|worker| worker.busy).sum();
        let places: i32 = workers.iter().map(|worker| worker.concurrency).sum();
        findings.fine("workers", format!("{} alive, running {busy} of at most {places} jobs", workers.len()));
    }
    Ok(())
}

async fn scheduler(services: &Services, findings: &mut Findings) -> Result<()> {
    let entries = timetable::state(&services.store).await?;
    let next = entries.iter().filter(|entry| entry.enabled).filter_map(|entry| entry.next_at).min();
    match next {
        None => findings.problem(
            "scheduler",
            "no scheduler has ever run: failed jobs are not tried again, and nothing happens by the clock",
            "start penden-scheduler (or `penden serve`)",
        ),
        Some(next) if now() - next > LATE => findings.problem(
            "scheduler",
            format!("no scheduler runs: the timetable is overdue by {} s", (now() - next).num_seconds()),
            "start penden-scheduler (or `penden serve`)",
        ),
        Some(_) => findings.fine("scheduler", format!("keeps {} entries of the timetable", entries.len())),
    }
    Ok(())
}

async fn queues(services: &Services, findings: &mut Findings) -> Result<()> {
    let db = services.store.read();
    let pauses = jobs::pauses(db).await?;
    for pause in &pauses {
        findings.notice(
            "queues",
            format!("{} is paused since {} by {}", pause.queue, pause.paused_at, pause.paused_by),
            format!("`penden jobs resume {}` when the reason is gone", pause.queue),
        );
    }
    let depths = jobs::depths(db).await?;
    let late = depths.iter().filter_map(|depth| {
        let could_run = matches!(depth.state, JobState::Pending | JobState::Queued);
        let waited = depth.oldest_due.map(|due| now() - due).filter(|waited| *waited > LATE)?;
        let is_paused = pauses.iter().any(|pause| pause.queue == depth.queue);
        (could_run && !is_paused).then_some((&depth.queue, depth.due, waited))
    });
    let late: Vec<_> = late.collect();
    for (queue, due, waited) in &late {
        findings.problem(
            "queues",
            format!("{due} jobs wait in {queue}, the oldest for {} s", waited.num_seconds()),
            format!("`penden jobs list --queue {queue}`; more workers, or the runbook about backlog"),
        );
    }
    if late.is_empty() {
        findings.fine("queues", "nothing waits for more than a minute");
    }
    Ok(())
}

async fn outbox(services: &Services, findings: &mut Findings) -> Result<()> {
    let outbox = jobs::outbox(services.store.read()).await?;
    match outbox.oldest.map(|oldest| now() - oldest) {
        Some(age) if age > LATE => findings.problem(
            "outbox",
            format!("{} events are unpublished, the oldest for {} s", outbox.unpublished, age.num_seconds()),
            "a worker must serve the queue outbox; its log says what is in the way",
        ),
        _ => findings.fine("outbox", format!("{} events wait for a moment", outbox.unpublished)),
    }
    Ok(())
}

async fn providers(services: &Services, findings: &mut Findings) -> Result<()> {
    let states = Outside::state(&services.store).await?;
    let mut are_fine = true;
    for state in &states {
        let provider = &state.provider;
        let (phase, since) = state.breaker();
        let minutes = since.map_or(0, |since| (now() - since).num_minutes());
        let error = state.last_error().map_or("nothing is known of why", |(error, _)| error);
        match phase {
            Phase::Open => findings.problem(
                "outside",
                format!(
                    "{} processes have stopped calling {provider}, since {minutes} min, for most calls failed: {error}",
                    state.in_phase(Phase::Open).count()
                ),
                format!(
                    "mend {provider} or the way there; its jobs wait without losing attempts, and it is tried every ten \
                     seconds; `penden limits close {provider}` does not wait for that"
                ),
            ),
            Phase::HalfOpen => findings.notice(
                "outside",
                format!("{provider} is called on trial, since {minutes} min, after: {error}"),
                "wait: after a few calls that succeed, all go through",
            ),
            Phase::Closed => {}
        }
        let is_used_up = state.limit.as_ref().filter(|limit| limit.tokens == 0);
        if let Some(limit) = is_used_up {
            findings.notice(
                "outside",
                format!("{provider} is called as often as it may be, {} times a second", limit.per_second),
                format!("if it allows more: PENDEN_OUTSIDE__{}__PER_SECOND", provider.to_uppercase()),
            );
        }
        are_fine &= phase == Phase::Closed && is_used_up.is_none();
    }
    if are_fine {
        findings.fine("outside", "no breaker is open, and no limit is reached");
    }
    Ok(())
}

async fn dead(services: &Services, findings: &mut Findings) -> Result<()> {
    let groups = jobs::dead_groups(services.store.read(), &DeadFilter::default(), MOST_GROUPS).await?;
    for group in &groups {
        findings.problem(
            "dead jobs",
            format!("{} {}: {}", group.jobs, group.kind, group.error.as_deref().unwrap_or("no error")),
            format!("mend the cause, then `penden jobs retry --kind {}`", group.kind),
        );
    }
    if groups.is_empty() {
        findings.fine("dead jobs", "none");
    }
    Ok(())
}
