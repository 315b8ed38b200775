//! The rules that types do not express. Messages name the setting and never repeat a secret.

use std::fmt::Display;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;

use domain::assistant::Purpose;
use domain::timetable::Timetable;
use reqwest::Url;
use secrecy::ExposeSecret;
use tracing_subscriber::EnvFilter;

use super::{Config, ConfigError, SearchEngineKind, StorageKind};
use crate::mail;
use crate::models::LOCAL;

/// Finds everything that is wrong, so that it can be put right in one go.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let mut problems = Problems::default();
    check_numbers(&mut problems, config);
    check_urls(&mut problems, config);
    check_shop(&mut problems, config);
    check_words(&mut problems, config);
    check_payments(&mut problems, config);
    check_models(&mut problems, config);
    check_search(&mut problems, config);
    let outside = &config.outside;
    for (name, provider) in [
        ("smtp", outside.smtp),
        ("payments", outside.payments),
        ("stripe", outside.stripe),
        ("carriers", outside.carriers),
        ("models", outside.models),
    ] {
        let key = |setting| format!("outside.{name}.{setting}");
        problems.range(&key("per_second"), provider.per_second, 0.0..=100_000.0);
        problems.range(&key("burst"), provider.burst, 1..=100_000);
        problems.range(&key("concurrency"), provider.concurrency, 1..=10_000);
    }
    for (name, problem) in Timetable::read(&config.timetable).err().into_iter().flatten() {
        problems.add(&format!("timetable.{name}"), problem);
    }
    if problems.0.is_empty() { Ok(()) } else { Err(ConfigError { problems: problems.0 }) }
}

#[derive(Default)]
struct Problems(Vec<String>);

impl Problems {
    fn add(&mut self, key: &str, text: impl Display) {
        self.0.push(format!("{key}: {text}"));
    }

    fn unless(&mut self, is_fine: bool, key: &str, text: impl Display) {
        if !is_fine {
            self.add(key, text);
        }
    }

    fn range<T: PartialOrd + Display>(&mut self, key: &str, value: T, range: RangeInclusive<T>) {
        let (from, to) = (range.start(), range.end());
        self.unless(range.contains(&value), key, format!("{value} is not between {from} and {to}"));
    }

    fn url(&mut self, key: &str, text: &str, schemes: &[&str]) {
        let is_fine = Url::parse(text).is_ok_and(|url| {
            schemes.contains(&url.scheme()) && url.host_str().is_some_and(|h| !h.is_empty())
        });
        self.unless(is_fine, key, format!("this must be a URL that begins with {}", alternatives(schemes)));
    }
}

fn alternatives(schemes: &[&str]) -> String {
    schemes.iter().map(|scheme| format!("{scheme}://")).collect::<Vec<_>>().join(" or ")
}

fn check_models(problems: &mut Problems, config: &Config) {
    let models = &config.models;
    for (name, provider) in models.providers() {
        problems.url(&format!("models.{name}.url"), &provider.url, &["http", "https"]);
    }
    for (purpose, settings) in models.purposes() {
        let key = |setting: &str| format!("models.{}.{setting}", purpose.as_str());
        problems.range(&key("timeout_seconds"), settings.timeout_seconds, 1..=300);
        problems.range(&key("most_tokens"), settings.most_tokens, 1..=200_000);
        problems.range(&key("daily_budget_minor"), settings.daily_budget_minor, 0..=1_000_000_000);
        problems.range(&key("alert_percent"), settings.alert_percent, 1..=100);
        match settings.links() {
            Err(wrong) => problems.add(&key("chain"), wrong),
            Ok(links) => {
                for link in links {
                    let is_known = models.providers().iter().any(|(name, _)| *name == link.provider);
                    let is_local = link.provider == LOCAL && purpose == Purpose::Embeddings;
                    let text =
                        "the provider must be openai, anthropic, gemini or ollama; for embeddings also local";
                    problems.unless(is_known || is_local, &key("chain"), text);
                    let is_path = link.model.contains(['?', '#', '\\']) || link.model.contains("..");
                    problems.unless(!is_path, &key("chain"), "this is no name of a model");
                }
            }
        }
    }
}

fn check_search(problems: &mut Problems, config: &Config) {
    let server = &config.search.meilisearch;
    problems.range("search.meilisearch.timeout_millis", server.timeout_millis, 50..=10_000);
    problems.range("search.meilisearch.commit_seconds", server.commit_seconds, 1..=3600);
    let is_plain = server.index_prefix.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    let text = "at most 64 letters, digits, '-' and '_' are allowed";
    problems.unless(is_plain && server.index_prefix.len() <= 64, "search.meilisearch.index_prefix", text);
    if config.search.engine == SearchEngineKind::Meilisearch {
        problems.url("search.meilisearch.url", &server.url, &["http", "https"]);
    }
}

fn check_numbers(problems: &mut Problems, config: &Config) {
    let http = &config.http;
    problems.range("http.body_limit_bytes", http.body_limit_bytes, 1024..=64 << 20);
    problems.range("http.upload_limit_bytes", http.upload_limit_bytes, 1024..=1 << 30);
    problems.range("http.import_limit_bytes", http.import_limit_bytes, 1024..=1 << 30);
    problems.range("http.request_timeout_seconds", http.request_timeout_seconds, 1..=600);
    problems.range("http.upload_timeout_seconds", http.upload_timeout_seconds, 1..=3600);
    problems.range("http.idle_timeout_seconds", http.idle_timeout_seconds, 1..=3600);
    problems.range("http.drain_seconds", http.drain_seconds, 0..=600);
    problems.range("database.max_connections", config.database.max_connections, 1..=1000);
    problems.range("database.statement_timeout_seconds", config.database.statement_timeout_seconds, 1..=3600);
    problems.range("worker.concurrency", config.worker.concurrency, 1..=1024);
    problems.range("worker.drain_seconds", config.worker.drain_seconds, 0..=600);
    problems.range("worker.lease_seconds", config.worker.lease_seconds, 2..=600);
    problems.range("scheduler.redrive_millis", config.scheduler.redrive_millis, 50..=60_000);
    problems.range("auth.access_token_minutes", config.auth.access_token_minutes, 1..=1440);
    problems.range("auth.refresh_token_days", config.auth.refresh_token_days, 1..=365);
    for (key, value) in [
        ("limits.per_address_per_minute", config.limits.per_address_per_minute),
        ("limits.per_account_per_minute", config.limits.per_account_per_minute),
        ("limits.log_in_per_minute", config.limits.log_in_per_minute),
        ("limits.assistant_per_minute", config.limits.assistant_per_minute),
    ] {
        problems.range(key, value, 1..=1_000_000);
    }
    problems.range("mail.timeout_seconds", config.mail.timeout_seconds, 1..=300);
    problems.range("mail.pool", config.mail.pool, 1..=64);
    problems.range("webhooks.timeout_seconds", config.webhooks.timeout_seconds, 1..=25);
    problems.range("retention.rows_per_run", config.retention.rows_per_run, 1..=1_000_000_000);
    problems.range("webhooks.per_endpoint", config.webhooks.per_endpoint, 1..=1024);
    problems.range("webhooks.per_second", config.webhooks.per_second, 0.0..=100_000.0);
    problems.range("webhooks.burst", config.webhooks.burst, 1..=100_000);
    problems.range("webhooks.secret_overlap_hours", config.webhooks.secret_overlap_hours, 0..=720);
    problems.range("cache.capacity_mib", config.cache.capacity_mib, 1..=65_536);
    problems.range("cache.seconds", config.cache.seconds, 1..=86_400);
    problems.range("cache.memory_seconds", config.cache.memory_seconds, 1..=config.cache.seconds.max(1));
}

fn check_urls(problems: &mut Problems, config: &Config) {
    const WEB: &[&str] = &["http", "https"];
    let optional = |problems: &mut Problems, key, text: &str, schemes| {
        if !text.is_empty() {
            problems.url(key, text, schemes);
        }
    };
    problems.url("http.public_url", &config.http.public_url, WEB);
    for origin in &config.http.cors_origins {
        problems.url("http.cors_origins", origin, WEB);
    }
    check_database(problems, config.database.url.expose_secret());
    if let Some(url) = &config.redis.url {
        problems.url("redis.url", url.expose_secret(), &["redis", "rediss"]);
    }
    if let Some(url) = &config.mail.smtp_url {
        problems.url("mail.smtp_url", url.expose_secret(), &["smtp", "smtps", "smtp+starttls"]);
    }
    if let Some(dsn) = &config.telemetry.sentry_dsn {
        let is_fine = dsn.expose_secret().parse::<sentry::types::Dsn>().is_ok();
        problems.unless(is_fine, "telemetry.sentry_dsn", "this is not a DSN of Sentry");
    }
    if let Some(endpoint) = &config.telemetry.otlp_endpoint {
        problems.url("telemetry.otlp_endpoint", endpoint, WEB);
    }
    optional(problems, "payments.sandbox.url", &config.payments.sandbox.url, WEB);
    optional(problems, "shipping.sandbox_carrier.url", &config.shipping.sandbox_carrier.url, WEB);
    if config.storage.kind == StorageKind::S3 {
        let s3 = &config.storage.s3;
        problems.url("storage.s3.endpoint", &s3.endpoint, WEB);
        for (key, value) in [
            ("storage.s3.bucket", s3.bucket.as_str()),
            ("storage.s3.region", s3.region.as_str()),
            ("storage.s3.access_key", s3.access_key.as_str()),
            ("storage.s3.secret_key", s3.secret_key.expose_secret()),
        ] {
            problems.unless(!value.is_empty(), key, "needed when storage.kind is \"s3\"");
        }
    }
}

fn check_database(problems: &mut Problems, url: &str) {
    const KEY: &str = "database.url";
    if url.is_empty() {
        return;
    }
    match url.split_once(':') {
        Some(("postgres" | "postgresql", _)) => problems.url(KEY, url, &["postgres", "postgresql"]),
        // Every connection to an in-memory database would see its own.
        Some(("sqlite", _)) => problems.unless(
            !url.contains(":memory:") && !url.contains("mode=memory") && url.starts_with("sqlite://"),
            KEY,
            "SQLite needs a file: sqlite://path/to/file",
        ),
        _ => problems.add(KEY, "this must begin with postgres:// or sqlite://"),
    }
}

fn check_shop(problems: &mut Problems, config: &Config) {
    let shop = &config.shop;
    for wrong in shop.violations() {
        problems.add(&format!("shop.{}", wrong.field.replace('/', ".")), wrong.message);
    }
    problems.unless(
        mail::is_sender(&shop.sender),
        "shop.sender",
        "this must be an address such as Shop <shop@example.org>",
    );
    problems.range("shop.shipping_tax_rate_bp", shop.shipping_tax_rate_bp, 0..=10_000);
    problems.unless(!shop.shipping_methods.is_empty(), "shop.shipping_methods", "at least one is needed");
    for (index, method) in shop.shipping_methods.iter().enumerate() {
        let key = format!("shop.shipping_methods.{index}");
        problems.range(&format!("{key}.price_minor"), method.price_minor, 0..=1_000_000_000);
        problems.range(&format!("{key}.days"), method.days, 0..=365);
        let is_taken = shop.shipping_methods[..index].iter().any(|other| other.code == method.code);
        problems.unless(!is_taken, &key, format!("the code {:?} is used twice", method.code));
    }
}

fn check_payments(problems: &mut Problems, config: &Config) {
    let stripe = &config.payments.stripe;
    // A payment job has forty seconds, and asks twice.
    problems.range("payments.stripe.timeout_seconds", stripe.timeout_seconds, 1..=15);
    if stripe.enabled {
        problems.url("payments.stripe.url", &stripe.url, &["http", "https"]);
        for (key, secret) in [
            ("payments.stripe.secret_key", &stripe.secret_key),
            ("payments.stripe.webhook_secret", &stripe.webhook_secret),
        ] {
            problems.unless(!secret.expose_secret().is_empty(), key, "needed when Stripe is enabled");
        }
    }
}

fn check_words(problems: &mut Problems, config: &Config) {
    problems.unless(config.data_dir != PathBuf::new(), "data_dir", "a folder is needed");
    for (key, networks) in [
        ("http.trusted_proxies", &config.http.trusted_proxies),
        ("webhooks.allowed_networks", &config.webhooks.allowed_networks),
    ] {
        for network in networks {
            let is_fine = is_network(network);
            problems.unless(is_fine, key, format!("{network:?} is neither an address nor a network"));
        }
    }
    for problem in config.worker.served().err().into_iter().flatten() {
        problems.add("worker.queues", problem);
    }
    if let Err(problem) = config.worker.kind_limits() {
        problems.add("worker.kinds", problem);
    }
    if let Err(error) = EnvFilter::try_new(&config.telemetry.log) {
        problems.add("telemetry.log", format!("{:?} does not fit: {error}", config.telemetry.log));
    }
    let is_plain = config.redis.namespace.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    problems.unless(is_plain, "redis.namespace", "only letters, digits, '-', '_' and '.' are allowed");
}

fn is_network(text: &str) -> bool {
    let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let width = if address.is_ipv4() { 32 } else { 128 };
    bits.is_none_or(|bits| bits.parse::<u8>().is_ok_and(|bits| bits <= width))
}
