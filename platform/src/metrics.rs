//! Metrics for Prometheus. The names are listed here, wherever they are counted; dashboards and alerts rely on them.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

/// (name, kind, meaning and labels)
pub const NAMES: &[(&str, Kind, &str)] = &[
    ("penden_http_requests_total", Kind::Counter, "Requests; operation, status"),
    ("penden_http_request_seconds", Kind::Histogram, "Time to answer a request; operation"),
    ("penden_sql_seconds", Kind::Histogram, "Time of one SQL statement; failed"),
    ("penden_jobs_total", Kind::Counter, "Runs of jobs; kind, outcome"),
    ("penden_job_run_seconds", Kind::Histogram, "Time of one run of a job; kind"),
    ("penden_job_wait_seconds", Kind::Histogram, "From a job being due to its run; kind"),
    ("penden_leases_lost_total", Kind::Counter, "Runs cut off because their lease could not be extended"),
    ("penden_outside_calls_total", Kind::Counter, "Calls to services outside; provider, outcome"),
    ("penden_outside_call_seconds", Kind::Histogram, "Time of one call outside; provider"),
    ("penden_breaker_open", Kind::Gauge, "0 closed, 0.5 on trial, 1 open; provider"),
    ("penden_oldest_job_seconds", Kind::Gauge, "How long the oldest due job has waited"),
    ("penden_outbox_lag_seconds", Kind::Gauge, "Age of the oldest unpublished event"),
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// Bounds of every histogram, seconds.
const BUCKETS: &[f64] =
    &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];

/// Histograms collect raw values until this has passed; without it they would grow when nobody scrapes.
const UPKEEP: Duration = Duration::from_secs(5);

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count, for the whole process. Calling it again does nothing.
pub fn install() {
    if HANDLE.get().is_some() {
        return;
    }
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), BUCKETS)
        .expect("the list of buckets is not empty");
    let recorder = builder.build_recorder();
    let handle = recorder.handle();
    // Someone else's recorder is in place, as in a test, or another thread was faster.
    if metrics::set_global_recorder(recorder).is_err() || HANDLE.set(handle.clone()).is_err() {
        return;
    }
    for &(name, kind, meaning) in NAMES {
        match kind {
            Kind::Counter => metrics::describe_counter!(name, meaning),
            Kind::Gauge => metrics::describe_gauge!(name, meaning),
            Kind::Histogram => metrics::describe_histogram!(name, meaning),
        }
    }
    let upkeep = move || loop {
        std::thread::sleep(UPKEEP);
        handle.run_upkeep();
    };
    if let Err(error) = std::thread::Builder::new().name("metrics".into()).spawn(upkeep) {
        tracing::warn!(%error, "histograms are only tidied up when they are read");
    }
}

/// Everything counted so far, in the text format of Prometheus; empty before [`install`].
pub fn render() -> String {
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_rendered_in_buckets() {
        install();
        install();
        metrics::histogram!("penden_job_run_seconds", "kind" => "mail").record(0.02);
        let text = render();
        assert!(text.contains("penden_job_run_seconds_bucket{kind=\"mail\",le=\"0.025\"} 1"), "{text}");
        assert!(text.contains("# TYPE penden_job_run_seconds histogram"), "{text}");
    }
}
