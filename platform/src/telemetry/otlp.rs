//! Sending spans to a collector by OTLP over HTTP, in the JSON form that its specification defines
//! (<https://opentelemetry.io/docs/specs/otlp/#otlphttp>).
//!
//! Best effort, from a thread of its own: a collector that is slow or away costs spans and nothing else.

use std::thread::JoinHandle;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use reqwest::{Client, Url};
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, Receiver};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::spans::{Attribute, Span, SpanLayer};
use crate::outbound;
use crate::throttle::Throttle;

/// Spans that may wait to be sent.
const ROOM: usize = 8_192;
/// Spans of one request, and how long the first of them waits for others.
const BATCH: (usize, Duration) = (512, Duration::from_secs(1));
/// Of one request, and of the last one when the process ends.
const PATIENCE: Duration = Duration::from_secs(3);

/// Keeps the sending alive. Dropping it sends what is left.
pub struct Exporter {
    end: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// Starts sending to `endpoint`, the base URL of a collector.
///
/// # Errors
/// When the endpoint is no http(s) address or the thread cannot be started.
pub fn start(endpoint: &str) -> anyhow::Result<(SpanLayer, Exporter)> {
    let url = Url::parse(&format!("{}/v1/traces", endpoint.trim_end_matches('/')))?;
    let client = outbound::client(&url, PATIENCE)?;
    let (sender, spans) = mpsc::channel(ROOM);
    let (end, ended) = oneshot::channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let thread = std::thread::Builder::new()
        .name("traces".into())
        .spawn(move || runtime.block_on(send_all(client, url, spans, ended)))
        .context("cannot start the thread that sends traces")?;
    Ok((SpanLayer::new(sender), Exporter { end: Some(end), thread: Some(thread) }))
}

impl Drop for Exporter {
    fn drop(&mut self) {
        drop(self.end.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

async fn send_all(client: Client, url: Url, mut spans: Receiver<Span>, mut ended: oneshot::Receiver<()>) {
    let throttle = Throttle::once_per(Duration::from_secs(60));
    let mut batch = Vec::with_capacity(BATCH.0);
    loop {
        let is_last = tokio::select! {
            biased;
            _ = &mut ended => true,
            first = spans.recv() => match first {
                Some(first) => {
                    batch.push(first);
                    let more = async {
                        while batch.len() < BATCH.0
                            && let Some(span) = spans.recv().await
                        {
                            batch.push(span);
                        }
                    };
                    tokio::select! {
                        _ = &mut ended => true,
                        _ = timeout(BATCH.1, more) => false,
                    }
                }
                None => true,
            },
        };
        if is_last {
            spans.close();
            while let Some(span) = spans.recv().await {
                batch.push(span);
            }
        }
        if !batch.is_empty() {
            let body = body(&batch);
            batch.clear();
            if let Err(error) = send(&client, &url, &body).await
                && throttle.allows()
            {
                tracing::warn!(%error, "traces are lost: the collector did not take them");
            }
        }
        if is_last {
            return;
        }
    }
}

async fn send(client: &Client, url: &Url, body: &Value) -> Result<(), reqwest::Error> {
    client.post(url.clone()).json(body).send().await?.error_for_status()?;
    Ok(())
}

fn body(spans: &[Span]) -> Value {
    let program = std::env::args().next().unwrap_or_default();
    let service = program.rsplit('/').next().unwrap_or("penden");
    json!({ "resourceSpans": [{
        "resource": { "attributes": [
            attribute("service.name", &Attribute::Text(service.to_owned())),
            attribute("service.version", &Attribute::Text(env!("CARGO_PKG_VERSION").to_owned())),
            attribute("process.pid", &Attribute::Number(std::process::id().into())),
        ]},
        "scopeSpans": [{
            "scope": { "name": "penden", "version": env!("CARGO_PKG_VERSION") },
            "spans": spans.iter().map(span).collect::<Vec<_>>(),
        }],
    }]})
}

fn span(span: &Span) -> Value {
    let mut encoded = json!({
        "traceId": span.trace_id,
        "spanId": span.span_id,
        "name": span.name,
        "kind": span.role as u8,
        "startTimeUnixNano": nanos(span.start),
        "endTimeUnixNano": nanos(span.end),
        "attributes": span.attributes.iter().map(|(key, value)| attribute(key, value)).collect::<Vec<_>>(),
    });
    if let Some(parent) = &span.parent {
        encoded["parentSpanId"] = json!(parent);
    }
    if let Some(failure) = &span.failure {
        encoded["status"] = json!({ "code": 2, "message": failure });
    }
    encoded
}

/// 64-bit numbers are texts in the JSON form of protocol buffers.
fn nanos(time: SystemTime) -> String {
    time.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos().to_string()
}

fn attribute(key: &str, value: &Attribute) -> Value {
    let value = match value {
        Attribute::Text(text) => json!({ "stringValue": text }),
        Attribute::Number(number) => json!({ "intValue": number.to_string() }),
        Attribute::Flag(flag) => json!({ "boolValue": flag }),
    };
    json!({ "key": key, "value": value })
}
