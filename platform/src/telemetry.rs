//! Logs, and error reports to Sentry. Metrics have their own module.
//!
//! Logs go to standard error: what a command prints stays separate.

use std::io::IsTerminal;

use secrecy::ExposeSecret;
use sentry::integrations::tracing::{BreadcrumbLayer, ErrorLayer};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use crate::config::{LogFormat, TelemetryConfig};

/// Parts that say too much at `info`. A part that the configuration names itself is treated as it says there. Slow
/// statements are warnings of `sqlx` and still come through.
const QUIET: &str =
    "sqlx=warn,sea_orm=warn,sea_orm_migration=warn,sidekiq=warn,hyper=warn,hyper_util=warn,rustls=warn";

/// Keeps error reporting alive. Dropping it sends what is left, for at most two seconds.
#[must_use = "error reports stop when the guard is dropped"]
pub struct Guard {
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
    let _ = tracing_subscriber::registry().with(lines).with(reports).try_init();
    Guard { _sentry: sentry }
}
