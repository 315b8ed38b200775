//! How every binary starts and stops: configuration, logs, connections, signals.

use std::net::SocketAddr;

use tokio_util::sync::CancellationToken;

use crate::{Config, Services, ops, telemetry};

/// Runs one role of the fleet until it ends or the process is asked to stop. `listen` picks the address for health and
/// metrics out of the configuration.
///
/// # Errors
/// When the configuration is wrong, the database cannot be reached, or the role fails.
pub fn run(
    role: &'static str,
    listen: impl FnOnce(&Config) -> Option<SocketAddr>,
    work: impl AsyncFnOnce(Services, CancellationToken) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    run_with(role, Vec::new(), listen, work)
}

/// As [`run`], with settings from the command line, which go before those of the environment.
pub fn run_with(
    role: &'static str,
    settings: Vec<(String, String)>,
    listen: impl FnOnce(&Config) -> Option<SocketAddr>,
    work: impl AsyncFnOnce(Services, CancellationToken) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let config = Config::load(std::env::vars().chain(settings))?;
    let listen = listen(&config);
    let _telemetry = telemetry::init(&config.telemetry);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let services = Services::connect(config).await?;
        let shutdown = stop_signal()?;
        if let Some(address) = listen {
            let (services, shutdown) = (services.clone(), shutdown.clone());
            tokio::spawn(async move {
                if let Err(error) = ops::serve(address, services, shutdown).await {
                    tracing::error!(error = format!("{error:#}"), "health and metrics are not served");
                }
            });
        }
        tracing::info!(role, "penden {role} {} starts", env!("CARGO_PKG_VERSION"));
        work(services, shutdown).await
    })
}

/// A token that is cancelled by SIGTERM or SIGINT. A second signal ends the process at once.
///
/// # Errors
/// When signals cannot be listened to.
pub fn stop_signal() -> std::io::Result<CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let token = CancellationToken::new();
    let stop = token.clone();
    tokio::spawn(async move {
        for again in [false, true] {
            tokio::select! { _ = terminate.recv() => {}, _ = interrupt.recv() => {} }
            if again {
                std::process::exit(130);
            }
            tracing::info!("stopping: finishing what is under way (once more to stop at once)");
            stop.cancel();
        }
    });
    Ok(token)
}
