//! The app as one endpoint, and the server that runs it until it is told to stop.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use poem::endpoint::BoxEndpoint;
use poem::{Endpoint, EndpointExt, IntoEndpoint, Response, Route, Server, get};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::edge::Edge;
use crate::listener::PatientListener;
use crate::state::{Shared, State};
use crate::storefront::Storefront;
use crate::{media, openapi, ops, pages, storefront};

/// How long readiness says no before connections are closed, so that load balancers notice.
const NOTICE: Duration = Duration::from_millis(500);

/// Everything behind one endpoint. `base` holds what else is served, such as the sandbox, at paths of its own; it gets the
/// same ring around it.
pub fn app(state: &Arc<State>, base: Route) -> impl Endpoint<Output = Response> + use<> {
    app_with(state, base, Storefront::embedded())
}

/// The same with another storefront than the one in this program, or none.
pub fn app_with(
    state: &Arc<State>,
    base: Route,
    storefront: Option<Storefront>,
) -> impl Endpoint<Output = Response> + use<> {
    let shared = Shared::from(Arc::clone(state));
    let base = pages::add(base, storefront.is_none());
    let (base, api) = match storefront {
        Some(storefront) => {
            let origin = state.http.public_url.trim_end_matches('/').to_owned();
            let asked = storefront::Api {
                endpoint: Arc::new(api(&shared)),
                state: shared.clone(),
                origin,
                language: storefront::Language::English,
            };
            let base = storefront.add(base, asked);
            (base, api(&shared).around(storefront::bring_home).boxed())
        }
        None => (base, api(&shared)),
    };
    base.nest_no_strip("/api/v1", api)
        .at("/media/*name", get(media::serve))
        .at("/openapi.json", get(openapi::document_endpoint()))
        .at("/docs", get(openapi::docs_endpoint()))
        .at("/health/live", get(ops::live))
        .at("/health/ready", get(ops::ready))
        .at("/metrics", get(ops::metrics))
        .data(shared)
        .with(Edge::new(state.http.clone(), Arc::clone(&state.limits), state.services.takes_stripe()))
}

fn api(shared: &Shared) -> BoxEndpoint<'static> {
    openapi::service(shared).into_endpoint()
}

/// Serves the app until `shutdown`, then lets what is running come to its end within the time for draining.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    state: Arc<State>,
    base: Route,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> io::Result<()> {
    serve_with(state, base, Storefront::embedded(), listener, shutdown).await
}

/// The same with another storefront than the one in this program, or none.
///
/// # Errors
/// When the listener fails.
pub async fn serve_with(
    state: Arc<State>,
    base: Route,
    storefront: Option<Storefront>,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let config = &state.services.config;
    if config.payments.sandbox.enabled && !config.demo.open_pages {
        tracing::warn!(
            "payments go to the sandbox, which moves no money; payments.sandbox.enabled turns it off"
        );
    }
    let background = CancellationToken::new();
    let _stops_background = background.clone().drop_guard();
    tokio::spawn({
        let state = Arc::clone(&state);
        async move {
            let work = async { tokio::join!(state.limits.sweep(), state.keys.keep_fresh()) };
            background.run_until_cancelled(work).await;
        }
    });
    let app = app_with(&state, base, storefront);
    let drain = state.http.drain;
    let stop = {
        let state = Arc::clone(&state);
        async move {
            shutdown.cancelled().await;
            state.drain();
            tokio::time::sleep(NOTICE.min(drain)).await;
        }
    };
    Server::new_with_acceptor(PatientListener::new(listener, state.http.idle_timeout))
        .run_with_graceful_shutdown(app, stop, Some(drain))
        .await
}
