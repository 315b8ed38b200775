//! One order, one trace: from the request through events and jobs.

use std::collections::BTreeSet;

use platform::Config;
use platform::telemetry;
use serde_json::Value;

use super::collector::Collector;
use crate::shop::{Shop, card, order_with};

fn named<'a>(spans: &'a [Value], name: &str) -> &'a Value {
    let mut found = spans.iter().filter(|span| span["name"] == name);
    let first = found.next().unwrap_or_else(|| panic!("no {name} in {spans:#?}"));
    assert!(found.next().is_none(), "two of {name}");
    first
}

#[tokio::test]
async fn the_spans_of_an_order_cross_the_queue_in_one_trace() {
    let collector = Collector::open().await;
    let env = [("PENDEN_TELEMETRY__OTLP_ENDPOINT".to_owned(), collector.url.clone())];
    let guard = telemetry::init(&Config::load(env).unwrap().telemetry);
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let placed = guest.place("once", &order_with(card::GOOD)).await;
    let traceparent = placed.header("traceparent").unwrap().to_owned();
    placed.expect(201);
    shop.run_jobs().await;
    // Sends what is left; the collector is served by this thread, so another one has to wait.
    tokio::task::spawn_blocking(move || drop(guard)).await.unwrap();

    let ids: Vec<&str> = traceparent.split('-').collect();
    let spans = collector.trace(ids[1]);
    let request = named(&spans, "request placeOrder");
    assert_eq!((&request["spanId"], &request["kind"]), (&Value::from(ids[2]), &Value::from(2)));
    assert!(request["parentSpanId"].is_null());
    let mut around = request;
    for name in ["event order_placed", "job payments.charge", "event order_paid", "job invoices.issue"] {
        let span = named(&spans, name);
        assert_eq!(span["parentSpanId"], around["spanId"], "{name}");
        around = span;
    }
    // Recorded for many orders at once, outside of the run that asked for it: in the trace, without a parent.
    named(&spans, "event invoice_issued");
    let known: BTreeSet<&str> = spans.iter().map(|span| span["spanId"].as_str().unwrap()).collect();
    assert_eq!(known.len(), spans.len());
    for span in &spans {
        assert!(span["parentSpanId"].as_str().is_none_or(|parent| known.contains(parent)), "{span:#}");
        let time = |key: &str| span[key].as_str().unwrap().parse::<u64>().unwrap();
        assert!(time("startTimeUnixNano") <= time("endTimeUnixNano"));
    }
    let text = serde_json::to_string(&spans).unwrap();
    assert!(!text.contains("ada@example.org") && !text.contains("Lovelace"));
    shop.close().await;
}

/// A collector that is away costs nobody anything but the traces.
#[tokio::test]
async fn without_a_collector_everything_works() {
    let env = [("PENDEN_TELEMETRY__OTLP_ENDPOINT".to_owned(), "http://127.0.0.1:1".to_owned())];
    let guard = telemetry::init(&Config::load(env).unwrap().telemetry);
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    tokio::task::spawn_blocking(move || drop(guard)).await.unwrap();
    shop.close().await;
}
