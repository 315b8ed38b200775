//! One line in the log and one count for each request. No query string and no address: those are about persons.
//!
//! The lines have the target `access`: `RUST_LOG=info,access=warn` leaves only the failures.

use std::time::Duration;

use poem::http::{Method, StatusCode};
use poem_openapi::OperationId;
use tracing::{Span, field};

use super::Context;

/// The span of a request, for traces and for the log lines within it. Those who watch the process make none.
pub fn span(context: &Context, method: &Method, path: &str) -> Span {
    if is_watching(path) {
        return Span::none();
    }
    tracing::info_span!(
        "request",
        request_id = %context.request_id,
        trace_id = context.trace_id,
        span_id = context.span_id,
        parent_span_id = context.parent_span_id,
        %method,
        operation = field::Empty,
        status = field::Empty,
    )
}

/// Says in the span what came of the request.
pub fn end(span: &Span, operation: Option<OperationId>, status: StatusCode) {
    span.record("operation", operation.map_or("none", |operation| operation.0));
    span.record("status", status.as_u16());
}

fn is_watching(path: &str) -> bool {
    path.starts_with("/health/") || path == "/metrics"
}

pub fn record(
    context: &Context,
    method: &Method,
    path: &str,
    operation: Option<OperationId>,
    status: StatusCode,
    took: Duration,
) {
    let operation = operation.map_or("none", |operation| operation.0);
    let labels = [("operation", operation.to_owned()), ("status", status.as_str().to_owned())];
    metrics::counter!("penden_http_requests_total", &labels).increment(1);
    metrics::histogram!("penden_http_request_seconds", "operation" => operation).record(took.as_secs_f64());

    let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    macro_rules! line {
        ($level:ident) => {
            tracing::$level!(
                target: "access",
                request_id = %context.request_id,
                trace_id = %context.trace_id,
                %method,
                path,
                operation,
                status = status.as_u16(),
                micros,
                "request {}",
                context.request_id,
            )
        };
    }
    if status.is_server_error() {
        line!(warn);
    } else if is_watching(path) || path.starts_with("/sandbox/") {
        // Those who watch the process, and the pretend provider that may be served beside it, are not the shop's guests.
        line!(debug);
    } else {
        line!(info);
    }
}
