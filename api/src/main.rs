//! `penden-api`: serves HTTP until it is told to stop. Reads its configuration from the environment.

use anyhow::Context;
use platform::Services;
use poem::Route;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

fn main() -> anyhow::Result<()> {
    // Health and metrics are on the address of the api itself.
    platform::process::run("api", |_| None, serve)
}

async fn serve(services: Services, shutdown: CancellationToken) -> anyhow::Result<()> {
    let address = services.config.http.listen;
    let listener =
        TcpListener::bind(address).await.with_context(|| format!("listening on {address} failed"))?;
    let presence = platform::presence::announce(services.store.clone(), "api", shutdown.clone());
    tokio::spawn(presence);
    let state = api::State::new(services).await?;
    api::serve(state, Route::new(), listener, shutdown).await.context("serving failed")
}
