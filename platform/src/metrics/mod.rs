//! Metrics for Prometheus: what is counted on the way, and gauges that are read when somebody looks.
//!
//! Counting costs nothing that could be noticed and is never switched off.

mod gauges;
mod names;

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

pub use gauges::Gauges;
pub use names::{Kind, METRICS, Metric};

/// Bounds of every histogram, seconds.
const BUCKETS: &[f64] = &[
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 120.0, 600.0,
    3600.0,
];

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
    for &Metric { name, kind, meaning, .. } in METRICS {
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
