//! The names of metrics, and what a scrape says after an order.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use domain::jobs::QUEUES;
use platform::metrics::{Kind, METRICS, Metric};

use crate::shop::{Setup, Shop, card};

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)).unwrap()
}

/// The metric behind a name in a query or a scrape: histograms have several.
fn metric(name: &str) -> Option<&'static Metric> {
    METRICS.iter().find(|metric| {
        let parts = ["_bucket", "_sum", "_count"].iter().filter_map(|part| name.strip_suffix(part));
        metric.name == name
            || metric.kind == Kind::Histogram && parts.into_iter().any(|base| base == metric.name)
    })
}

fn names(text: &str) -> BTreeSet<&str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with("penden_")).collect()
}

#[test]
fn dashboard_and_alerts_speak_of_metrics_that_exist() {
    for file in ["deploy/observability/dashboard.json", "deploy/observability/alerts.yml"] {
        let text = read(file);
        let named = names(&text);
        assert!(named.len() > 5, "{file}");
        for name in named {
            assert!(metric(name).is_some(), "{file} speaks of {name}");
        }
    }
}

#[test]
fn every_metric_is_explained_to_operators() {
    let manual = read("docs/OPERATIONS.md");
    let told = names(&manual);
    for metric in METRICS {
        assert!(told.contains(metric.name), "docs/OPERATIONS.md does not tell of {}", metric.name);
    }
}

/// The series of a scrape: name, labels and value.
fn series(text: &str) -> Vec<(String, BTreeMap<String, String>, f64)> {
    let lines = text.lines().filter(|line| line.starts_with("penden_"));
    let parse = |line: &str| {
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let labels =
            labels.trim_end_matches('}').split("\",").filter(|label| !label.is_empty()).map(|label| {
                let (key, value) = label.split_once("=\"").unwrap();
                (key.to_owned(), value.trim_end_matches('"').to_owned())
            });
        (name.to_owned(), labels.collect(), value.parse().unwrap())
    };
    lines.map(parse).collect()
}

#[tokio::test]
async fn a_scrape_tells_of_an_order_with_few_labels() {
    let shop = Shop::open_with(Setup { workers: 1, schedulers: 1, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.idle().await;
    let text = String::from_utf8(shop.fetch("/metrics").await.bytes).unwrap();
    let found = series(&text);

    let value = |name: &str, label: (&str, &str)| -> f64 {
        let matches = found.iter().filter(|(of, labels, _)| {
            of == name && labels.get(label.0).is_some_and(|value| value == label.1)
        });
        matches.map(|(.., value)| value).sum()
    };
    assert_eq!(value("penden_jobs_enqueued_total", ("kind", "payments.charge")), 1.0);
    assert_eq!(value("penden_jobs_total", ("kind", "payments.charge")), 1.0);
    assert!(value("penden_jobs_total", ("outcome", "done")) >= 6.0);
    assert_eq!(value("penden_job_run_seconds_count", ("kind", "payments.charge")), 1.0);
    // The bank's own notice is a job of that queue as well.
    assert!(value("penden_job_wait_seconds_count", ("queue", "payments")) >= 1.0);
    assert_eq!(value("penden_http_requests_total", ("operation", "placeOrder")), 1.0);
    assert!(value("penden_tickets_pushed_total", ("queue", "payments")) >= 1.0);
    assert!(value("penden_tickets_fetched_total", ("queue", "payments")) >= 1.0);
    for (.., of_all) in found.iter().filter(|(name, ..)| name == "penden_jobs_in_flight") {
        assert_eq!(*of_all, 0.0);
    }

    let gauges: BTreeSet<&str> = found.iter().map(|(name, ..)| name.as_str()).collect();
    for name in
        ["penden_jobs", "penden_oldest_job_seconds", "penden_outbox_lag_seconds", "penden_db_connections"]
    {
        assert!(gauges.contains(name), "{name} is missing:\n{text}");
    }
    let mut kinds_of = BTreeMap::<&str, BTreeSet<Vec<&String>>>::new();
    for (name, labels, _) in &found {
        let known = metric(name).unwrap_or_else(|| panic!("{name} is in no list"));
        for (label, value) in labels.iter().filter(|(label, _)| *label != "le") {
            assert!(known.labels.contains(&label.as_str()), "{name} has the label {label}");
            assert!(value.len() < 40, "{name}: {value}");
            if label == "queue" {
                assert!(QUEUES.iter().any(|queue| queue.as_str() == value), "{name}: {value}");
            }
        }
        kinds_of.entry(known.name).or_default().insert(labels.values().collect());
    }
    for (name, sets) in kinds_of {
        assert!(sets.len() < 1_000, "{name} has {} sets of labels", sets.len());
    }
    shop.close().await;
}
