//! The whole fleet in one process: api, worker, scheduler and, if enabled, the sandbox.

use anyhow::Context;
use api::State;
use platform::process::stop_signal;
use platform::{Config, Services, presence};
use poem::Route;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{migrate, sandbox_service};

/// Migrates and serves until the process is told to stop.
pub async fn run(config: Config) -> anyhow::Result<()> {
    run_with(config, async |_| Ok(())).await
}

/// As [`run`]; `ready` is called once requests are answered, and no job runs before it has ended.
pub async fn run_with(
    config: Config,
    ready: impl AsyncFnOnce(&Services) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let shutdown = stop_signal()?;
    let listener = TcpListener::bind(config.http.listen).await.with_context(|| {
        format!("{} is taken or not allowed; set PENDEN_HTTP__LISTEN to another address", config.http.listen)
    })?;
    migrate::up(&config).await?;
    let services = Services::connect(config).await?;
    let mut base = Route::new();
    let mut parts: JoinSet<(&'static str, anyhow::Result<()>)> = JoinSet::new();
    if services.config.payments.sandbox.enabled {
        let sandbox = sandbox_service::open(&services.config).await?;
        base = base.nest("/sandbox", sandbox.endpoint());
        let stop = shutdown.clone();
        parts.spawn(async move {
            sandbox.run_courier(stop).await;
            ("sandbox", Ok(()))
        });
    }
    let state = State::new(services.clone()).await?;
    tokio::spawn(presence::announce(services.store.clone(), "api", shutdown.clone()));
    let stop = shutdown.clone();
    parts.spawn(async move { ("api", api::serve(state, base, listener, stop).await.map_err(Into::into)) });
    let prepared = tokio::select! {
        prepared = ready(&services) => prepared,
        () = shutdown.cancelled() => Ok(()),
    };
    if let Err(error) = prepared {
        shutdown.cancel();
        while parts.join_next().await.is_some() {}
        return Err(error);
    }
    let (stop, its) = (shutdown.clone(), services.clone());
    parts.spawn(async move { ("worker", worker::work(its, stop).await) });
    let (stop, its) = (shutdown.clone(), services.clone());
    parts.spawn(async move {
        scheduler::schedule(its, stop).await;
        ("scheduler", Ok(()))
    });
    join(parts, &shutdown).await
}

/// Waits for all parts. One that ends before its time takes the others with it, so that a supervisor notices.
async fn join(
    mut parts: JoinSet<(&'static str, anyhow::Result<()>)>,
    shutdown: &CancellationToken,
) -> anyhow::Result<()> {
    let mut failure = None;
    while let Some(ended) = parts.join_next().await {
        let (part, result) = ended.context("a part of the process panicked")?;
        if !shutdown.is_cancelled() {
            tracing::error!("the {part} ended before its time");
            shutdown.cancel();
        }
        if let Err(error) = result {
            failure.get_or_insert(error.context(format!("the {part} failed")));
        }
    }
    failure.map_or(Ok(()), Err)
}
