//! The sandbox: the pretend outside world, inside this process or as one of its own.

use anyhow::Context;
use platform::Config;
use platform::process::stop_signal;
use poem::listener::TcpAcceptor;
use poem::{Route, Server};
use sandbox::{Sandbox, SandboxConfig};
use secrecy::ExposeSecret;
use tokio::net::TcpListener;

/// The sandbox of this configuration. Its webhooks go to the shop at `http.public_url`.
pub async fn open(config: &Config) -> anyhow::Result<Sandbox> {
    let settings = &config.payments.sandbox;
    let mut sandbox = SandboxConfig::new(
        config.data_dir.join("sandbox.db"),
        settings.url.clone(),
        settings.api_key.expose_secret().to_owned(),
        settings.webhook_secret.expose_secret().to_owned(),
    );
    let shop = config.http.public_url.trim_end_matches('/');
    sandbox.webhook_url = Some(format!("{shop}/api/v1/webhooks/payments/sandbox"));
    Sandbox::open(sandbox).await
}

/// Serves the sandbox alone, at the root of `http.listen`, until the process is told to stop. `payments.sandbox.url`
/// says where it is reached, `http.public_url` where the shop is.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let shutdown = stop_signal()?;
    let listener = TcpListener::bind(config.http.listen)
        .await
        .with_context(|| format!("listening on {} failed", config.http.listen))?;
    let sandbox = open(&config).await?;
    let courier = tokio::spawn({
        let (sandbox, shutdown) = (sandbox.clone(), shutdown.clone());
        async move { sandbox.run_courier(shutdown).await }
    });
    tracing::info!("the sandbox listens on {}", listener.local_addr()?);
    let app = Route::new().nest("/", sandbox.endpoint());
    Server::new_with_acceptor(TcpAcceptor::from_tokio(listener)?)
        .run_with_graceful_shutdown(app, shutdown.cancelled_owned(), Some(std::time::Duration::from_secs(5)))
        .await?;
    courier.await?;
    Ok(())
}
