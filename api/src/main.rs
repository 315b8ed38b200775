//! `penden-api`: serves HTTP until it is told to stop. Reads its configuration from the environment.

use anyhow::Context;
use platform::{Config, Services};
use poem::Route;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    platform::crypto::install();
    let config = Config::load(std::env::vars())?;
    let _telemetry = platform::telemetry::init(&config.telemetry);
    let listener = TcpListener::bind(config.http.listen)
        .await
        .with_context(|| format!("listening on {} failed", config.http.listen))?;
    let services = Services::connect(config).await?;
    let shutdown = CancellationToken::new();
    tokio::spawn(platform::presence::announce(services.store.clone(), "api", shutdown.clone()));
    let state = api::State::new(services).await?;
    tokio::spawn(cancel_on_signal(shutdown.clone()));
    api::serve(state, Route::new(), listener, shutdown).await.context("serving failed")
}

/// The first signal begins to drain. A second one is not waited for: the drain has a limit of its own.
async fn cancel_on_signal(shutdown: CancellationToken) {
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = terminate => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    tracing::info!("stopping: what runs may come to its end");
    shutdown.cancel();
}
