//! Health and metrics of a process that serves nothing else: workers and schedulers.

use std::net::SocketAddr;

use anyhow::Context;
use poem::http::{StatusCode, header};
use poem::listener::TcpListener;
use poem::{Response, Route, Server, endpoint};
use tokio_util::sync::CancellationToken;

use crate::{Services, metrics};

/// Answers `/health/live`, `/health/ready` and `/metrics` until `shutdown`.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    listen: SocketAddr,
    services: Services,
    shutdown: CancellationToken,
) -> anyhow::Result<()> {
    let text = |body: String| Response::builder().content_type("text/plain; version=0.0.4").body(body);
    let gauges = services.gauges.clone();
    let metrics = endpoint::make(move |_| {
        let gauges = gauges.clone();
        async move {
            gauges.refresh().await;
            Ok::<Response, poem::Error>(text(metrics::render()))
        }
    });
    let ready = endpoint::make(move |_| {
        let services = services.clone();
        async move {
            let report = services.health.check().await;
            let status = if report.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
            let body = serde_json::to_string(&report).map_err(poem::error::InternalServerError)?;
            Ok::<Response, poem::Error>(
                Response::builder()
                    .status(status)
                    .header(header::CONTENT_TYPE, "application/json")
                    .body(body),
            )
        }
    });
    let routes = Route::new()
        .at("/health/live", endpoint::make_sync(move |_| text("ok".to_owned())))
        .at("/health/ready", ready)
        .at("/metrics", metrics);
    Server::new(TcpListener::bind(listen))
        .run_with_graceful_shutdown(routes, shutdown.cancelled_owned(), None)
        .await
        .with_context(|| format!("listening on {listen} failed"))
}
