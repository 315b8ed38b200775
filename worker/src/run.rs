//! One run: from the claim to whatever came of it.

use std::panic::AssertUnwindSafe;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use domain::jobs::{self, Claimed};
use domain::{Class, Error, trace};
use futures_util::FutureExt;
use tracing::Instrument;

use crate::context::Context;
use crate::handlers::{self, Done};
use crate::running::{Begun, Cut};
use crate::slots::Slot;

/// Runs the job and records what came of it. Its place is free again as soon as the handler has ended.
pub async fn run_claimed(context: Context, claimed: Claimed, begun: Begun, slot: Slot) {
    let (context, kind) = (&context, claimed.job.kind());
    let queue = claimed.job.policy().queue.as_str();
    let (running, mut cut) = begun;
    metrics::gauge!("penden_jobs_in_flight", "queue" => queue).increment(1.0);
    let span = tracing::info_span!(
        "job",
        job_id = %claimed.id,
        kind,
        attempt = claimed.attempt,
        trace_id = claimed.trace_id,
        cause = %claimed.deed()
    );
    metrics::histogram!("penden_job_wait_seconds", "queue" => queue, "kind" => kind)
        .record(claimed.waited.as_secs_f64());
    let started = Instant::now();
    let outcome = tokio::select! {
        biased;
        outcome = guarded(context, &claimed).instrument(span.clone()) => outcome,
        Ok(why) = &mut cut => Err(Failure::Cut(why)),
    };
    // From here on there is nothing to cut off.
    drop((cut, slot));
    let label = record(context, &claimed, outcome).instrument(span).await;
    running.end();
    end_batch(context, &claimed).await;
    metrics::gauge!("penden_jobs_in_flight", "queue" => queue).decrement(1.0);
    metrics::histogram!("penden_job_run_seconds", "queue" => queue, "kind" => kind)
        .record(started.elapsed().as_secs_f64());
    context.tally.processed.fetch_add(1, Ordering::Relaxed);
    if matches!(label, "failed" | "dead") {
        context.tally.failed.fetch_add(1, Ordering::Relaxed);
    }
    metrics::counter!("penden_jobs_total", "queue" => queue, "kind" => kind, "outcome" => label).increment(1);
}

/// Ends the batch of the job if this was its last. If that fails, the scheduler does it.
async fn end_batch(context: &Context, claimed: &Claimed) {
    let Some(batch_id) = claimed.batch_id else { return };
    match jobs::batches::end(&context.services.store, &[batch_id]).await {
        Ok(tickets) => context.services.push(&tickets).await,
        Err(error) => tracing::warn!(error = error.chain(), "batch {batch_id} is left to the scheduler"),
    }
}

/// The handler, with its trace, a timeout and a guard against panics.
async fn guarded(context: &Context, claimed: &Claimed) -> Result<Done, Failure> {
    let limit = claimed.job.policy().timeout;
    let handled =
        trace::scope_of_job(claimed.trace_id.clone(), claimed.id, handlers::handle(context, claimed));
    match AssertUnwindSafe(tokio::time::timeout(limit, handled)).catch_unwind().await {
        Ok(Ok(Ok(done))) => Ok(done),
        Ok(Ok(Err(error))) => Err(Failure::Error(error)),
        Ok(Err(_)) => Err(Failure::TimedOut(limit)),
        Err(panic) => Err(Failure::Panicked(panic_message(panic.as_ref()))),
    }
}

enum Failure {
    Cut(Cut),
    Error(Error),
    TimedOut(Duration),
    Panicked(String),
}

/// Writes what came of the run into the ledger. If even that fails, the lease ends and the job runs again.
async fn record(context: &Context, claimed: &Claimed, outcome: Result<Done, Failure>) -> &'static str {
    let store = &context.services.store;
    let id = claimed.id;
    let (message, class) = match outcome {
        Ok(Done::Committed) => return "done",
        Ok(Done::Recorded) => return "failed",
        Ok(Done::Harmless) => {
            context.completions.ask(claimed.clone()).await;
            return "done";
        }
        Err(Failure::Error(Error::LeaseLost) | Failure::Cut(Cut::LeaseLost)) => {
            tracing::warn!("job {id}: the lease was lost, another worker has it");
            return "lease_lost";
        }
        Err(Failure::Cut(Cut::Cancelled)) => {
            match jobs::cut_off(store, claimed).await {
                Ok(_) => tracing::info!("job {id} was cancelled while it ran"),
                Err(error) => tracing::warn!(error = error.chain(), "job {id} waits for its lease to end"),
            }
            return "cancelled";
        }
        Err(Failure::Error(Error::TooBusy { after })) => {
            if let Err(error) = jobs::hand_back(store, claimed, after).await {
                tracing::warn!(error = error.chain(), "job {id} waits for its lease to end");
            }
            return "snoozed";
        }
        Err(Failure::Error(error)) => (error.chain(), error.class()),
        Err(Failure::TimedOut(limit)) => (format!("cut off after {} s", limit.as_secs()), Class::RETRY),
        Err(Failure::Panicked(message)) => (format!("panicked: {message}"), Class::RETRY),
    };
    match jobs::fail(store, claimed, &message, class).await {
        Ok(true) => {
            tracing::error!(error = message, "job {id} is dead: {message}");
            "dead"
        }
        Ok(false) => {
            tracing::warn!(error = message, "job {id} failed and will be tried again: {message}");
            "failed"
        }
        Err(error) => {
            tracing::warn!(
                error = error.chain(),
                "job {id} failed ({message}) and waits for its lease to end"
            );
            "failed"
        }
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
