//! Logs, traces by OTLP, and error reports to Sentry. Metrics have their own module.
//!
//! Traces are off unless a collector is configured, and cost nothing then.
//! Logs go to standard error: what a command prints stays separate.

mod otlp;
mod spans;

use std::io::IsTerminal;

use secrecy::ExposeSecret;
use sentry::integrations::tracing::{BreadcrumbLayer, ErrorLayer};
use tracing_subscriber::filter::{LevelFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::{LogFormat, TelemetryConfig};

/// Parts that say too much at `info`. A part that the configuration names itself is treated as it says there. Slow
/// statements are warnings of `sqlx` and still come through.
const QUIET: &str =
    "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,sidekiq=warn,hyper=warn,hyper_util=warn,rustls=warn";

/// Keeps traces and error reports coming. Dropping it sends what is left, for a few seconds at most.
#[must_use = "traces and error reports stop when the guard is dropped"]
pub struct Guard {
    _traces: Option<otlp::Exporter>,
    _sentry: Option<sentry::ClientInitGuard>,
}

/// Starts logging for the whole process. Where logging runs already, as in tests, it is left as it is.
pub fn init(config: &TelemetryConfig) -> Guard {
    let sentry = config.sentry_dsn.as_ref().map(|dsn| {
        crate::crypto::install();
        // No personal data leaves the house.
        let options = sentry::ClientOptions::new()
            .release(concat!("penden@", env!("CARGO_PKG_VERSION")))
            .send_default_pii(false);
        sentry::init((dsn.expose_secret().to_owned(), options))
    });
    let filter = EnvFilter::try_new(format!("{QUIET},{}", config.log)).unwrap_or_else(|_| QUIET.into());
    let lines = match config.format {
        LogFormat::Json => {
            fmt::layer().json().flatten_event(true).with_writer(std::io::stderr).with_filter(filter).boxed()
        }
        LogFormat::Pretty => fmt::layer()
            .compact()
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr)
            .with_filter(filter)
            .boxed(),
    };
    let reports = sentry.is_some().then(|| {
        let steps = BreadcrumbLayer::new().with_filter(LevelFilter::INFO);
        ErrorLayer::new().with_filter(LevelFilter::ERROR).and_then(steps)
    });
    let (traces, exporter, problem) = match &config.otlp_endpoint {
        None => (None, None, None),
        Some(endpoint) => match otlp::start(endpoint) {
            Ok((layer, exporter)) => {
                (Some(layer.with_filter(filter_fn(spans::is_traced))), Some(exporter), None)
            }
            Err(error) => (None, None, Some(error)),
        },
    };
    let _ = tracing_subscriber::registry().with(lines).with(reports).with(traces).try_init();
    if let Some(error) = problem {
        tracing::error!(error = format!("{error:#}"), "there are no traces");
    }
    Guard { _traces: exporter, _sentry: sentry }
}
