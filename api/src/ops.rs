//! For those who run it: whether it lives, whether it is ready for requests, and its metrics.

use std::time::Duration;

use poem::http::{StatusCode, header};
use poem::{IntoResponse, Response, handler, web::Data, web::Json};
use serde_json::json;

use crate::state::Shared;

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(1);

/// The process runs. Says nothing about anything else: a restart would not help against a database that is away.
#[handler]
pub fn live() -> Response {
    no_store(Json(json!({ "status": "alive" })).into_response())
}

/// Whether requests should be sent here: the database answers, and the process is not stopping. Redis is reported and
/// does not count, since everything is accepted without it.
#[handler]
pub async fn ready(Data(state): Data<&Shared>) -> Response {
    let database = tokio::time::timeout(PATIENCE, state.store.read().ping());
    let transport = tokio::time::timeout(PATIENCE, state.transport.is_up());
    let (database, transport) = tokio::join!(database, transport);
    let database = matches!(database, Ok(Ok(())));
    let is_ready = database && !state.is_draining();
    let answer = Json(json!({
        "status": if is_ready { "ready" } else { "unavailable" },
        "checks": {
            "database": word(database),
            "transport": word(transport.unwrap_or(false)),
            "draining": state.is_draining(),
        },
    }));
    let status = if is_ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    no_store(answer.with_status(status).into_response())
}

fn word(is_up: bool) -> &'static str {
    if is_up { "up" } else { "down" }
}

fn no_store(response: Response) -> Response {
    response.with_header(header::CACHE_CONTROL, "no-store").into_response()
}

/// The metrics of this process in the text format of Prometheus.
#[handler]
pub fn metrics(Data(state): Data<&Shared>) -> Response {
    let text = (state.metrics)();
    no_store(text.with_content_type("text/plain; version=0.0.4; charset=utf-8").into_response())
}
