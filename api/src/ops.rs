//! For those who run it: whether it lives, whether it is ready for requests, and its metrics.

use poem::http::{StatusCode, header};
use poem::web::{Data, Json};
use poem::{IntoResponse, Response, handler};
use serde_json::json;

use crate::state::Shared;

/// The process runs. Says nothing about anything else: a restart would not help against a database that is away.
#[handler]
pub fn live() -> Response {
    no_store(Json(json!({ "status": "alive" })))
}

/// Whether requests should be sent here: the database answers, and the process is not stopping.
#[handler]
pub async fn ready(Data(state): Data<&Shared>) -> Response {
    let report = state.services.health.check().await;
    let is_ready = report.ready && !state.is_draining();
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let answer = json!({ "ready": is_ready, "draining": state.is_draining(), "report": report });
    no_store(Json(answer).with_status(status))
}

/// The metrics of this process in the text format of Prometheus.
#[handler]
pub async fn metrics(Data(state): Data<&Shared>) -> Response {
    state.services.gauges.refresh().await;
    no_store(platform::metrics::render().with_content_type("text/plain; version=0.0.4; charset=utf-8"))
}

fn no_store(response: impl IntoResponse) -> Response {
    response.with_header(header::CACHE_CONTROL, "no-store").into_response()
}
