//! The outer ring around every request: ids, origin, limits, time, panics, problems, headers, log and metrics.
//!
//! Nothing here knows an endpoint. An endpoint in turn can rely on it that whatever it raises becomes a problem.

mod body_limit;
mod compress;
mod context;
mod methods;
mod observe;
mod origin;
mod security;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use futures_util::FutureExt;
use poem::error::MethodNotAllowedError;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Endpoint, IntoResponse, Middleware, Request, Response};
use poem_openapi::OperationId;
use tracing::Instrument;

pub use compress::accepted;
pub use context::Context;
use methods::METHODS;

use crate::limits::Limits;
use crate::problem::{self, Failure};
use crate::settings::HttpSettings;
use compress::Compressor;
use origin::Origins;

/// A payment provider sends what thousands of shoppers do from a few addresses. Who it is shows in the signature, which
/// is checked before anything is read or written, so these requests do not count against an address.
const WEBHOOKS: &str = "/api/v1/webhooks/";

/// The ring as a middleware.
pub struct Edge {
    ring: Arc<Ring>,
}

struct Ring {
    settings: HttpSettings,
    origins: Origins,
    limits: Arc<Limits>,
    compressor: Compressor,
    circumstances: security::Circumstances,
}

impl Edge {
    /// `takes_stripe`: browsers pay with Stripe.
    pub fn new(settings: HttpSettings, limits: Arc<Limits>, takes_stripe: bool) -> Self {
        let origins = Origins::new(&settings);
        let compressor = Compressor::default();
        let is_https = settings.public_url.starts_with("https://");
        let circumstances = security::Circumstances { is_https, takes_stripe };
        Self { ring: Arc::new(Ring { settings, origins, limits, compressor, circumstances }) }
    }
}

impl<E: Endpoint> Middleware<E> for Edge {
    type Output = Ringed<E>;

    fn transform(&self, inner: E) -> Ringed<E> {
        Ringed { inner, ring: Arc::clone(&self.ring) }
    }
}

/// An endpoint with the ring around it. Never fails.
pub struct Ringed<E> {
    inner: E,
    ring: Arc<Ring>,
}

impl<E: Endpoint> Endpoint for Ringed<E> {
    type Output = Response;

    async fn call(&self, mut request: Request) -> poem::Result<Response> {
        let started = Instant::now();
        let ring = &self.ring;
        let context = Context::of(&request, &ring.settings.trusted_proxies);
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let span = observe::span(&context, &method, &path);
        let encoding = compress::accepted(&request);
        let origin = ring.origins.check(&request);
        request.set_data(Arc::clone(&context));

        let outcome = match &origin {
            Ok(origin) => match origin.preflight(&request) {
                Some(response) => Ok(response),
                None => {
                    let work = self.answer_in_time(request, &path, &context);
                    work.instrument(span.clone()).await
                }
            },
            Err(_) => Ok(Response::default()),
        };
        let (outcome, origin) = match origin {
            Ok(origin) => (outcome, origin),
            Err(failure) => (Err(failure.into()), origin::Origin::Unlisted),
        };
        let (mut response, operation) = match outcome {
            Ok(response) => {
                let operation = response.data::<OperationId>().copied();
                (response, operation)
            }
            Err(error) => {
                let operation = error.data::<OperationId>().copied();
                (ring.problem(error, &path, &context), operation)
            }
        };
        response = ring.compressor.compress(response, encoding).await;
        origin.write(&mut response);
        context.rates.write(&mut response);
        security::write(&path, ring.circumstances, &mut response);
        if let Ok(id) = HeaderValue::from_str(&context.request_id) {
            response.headers_mut().insert(context::REQUEST_ID, id);
        }
        if let Some(traceparent) = context.traceparent() {
            response.headers_mut().insert(context::TRACEPARENT, traceparent);
        }
        observe::end(&span, operation, response.status());
        observe::record(&context, &method, &path, operation, response.status(), started.elapsed());
        Ok(response)
    }
}

impl<E: Endpoint> Ringed<E> {
    /// What the endpoint answers, unless it panics or takes too long.
    async fn answer_in_time(
        &self,
        request: Request,
        path: &str,
        context: &Context,
    ) -> poem::Result<Response> {
        let limit = body_limit::time(&request, &self.ring.settings);
        let work = AssertUnwindSafe(self.answer(request, path, context)).catch_unwind();
        let work = tokio::time::timeout(limit, work);
        let work = domain::audit::scope(context.origin(), work);
        match domain::trace::scope(context.trace_id.clone(), work).await {
            Ok(Ok(outcome)) => outcome,
            Ok(Err(panic)) => {
                Err(Failure::internal(format!("the endpoint panicked: {}", panic_message(&*panic))).into())
            }
            Err(_) => {
                let detail = "this took too long; it may or may not have been done";
                Err(Failure::new(StatusCode::GATEWAY_TIMEOUT, "timeout", detail).into())
            }
        }
    }

    async fn answer(&self, mut request: Request, path: &str, context: &Context) -> poem::Result<Response> {
        if path.starts_with("/api/") && !path.starts_with(WEBHOOKS) {
            self.ring.limits.check_address(&context.rates, context.client)?;
        }
        let overrun = body_limit::limit(&mut request, &self.ring.settings)?;
        match self.inner.call(request).await {
            Err(_) if overrun.happened() => Err(problem::too_large(overrun.limit()).into()),
            outcome => outcome.map(IntoResponse::into_response),
        }
    }
}

impl Ring {
    fn problem(&self, error: poem::Error, path: &str, context: &Context) -> Response {
        let allowed = error.is::<MethodNotAllowedError>().then(|| METHODS.of(path));
        let mut response = problem::respond(problem::from_poem(error), path, &context.request_id);
        if let Some(allowed) = allowed {
            response.headers_mut().insert(header::ALLOW, allowed);
        }
        response
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("without a message")
}

#[cfg(test)]
mod tests;
