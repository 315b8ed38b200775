//! From environment variables to settings.

use figment::Figment;
use figment::value::Value;

const PREFIX: &str = "PENDEN_";
/// Variables that configure tests, not the program.
const TEST_PREFIX: &str = "PENDEN_TEST_";

/// Names that hosting services and tools use already.
const ALIASES: &[(&str, &str)] = &[
    ("DATABASE_URL", "database.url"),
    ("REDIS_URL", "redis.url"),
    ("SMTP_URL", "mail.smtp_url"),
    ("SENTRY_DSN", "telemetry.sentry_dsn"),
    ("OTEL_EXPORTER_OTLP_ENDPOINT", "telemetry.otlp_endpoint"),
    ("RUST_LOG", "telemetry.log"),
];

pub(super) struct Setting {
    pub variable: String,
    /// Path, such as `http.listen`.
    pub key: String,
    pub value: Value,
}

/// The settings that `env` makes, weakest first: aliases, then short paths before longer ones.
pub(super) fn overrides(env: impl IntoIterator<Item = (String, String)>, defaults: &Figment) -> Vec<Setting> {
    let mut settings: Vec<_> =
        env.into_iter().filter_map(|(name, text)| setting(name, text, defaults)).collect();
    settings.sort_by_cached_key(|setting| {
        let is_own = setting.variable.starts_with(PREFIX);
        (is_own, setting.key.split('.').count(), setting.key.clone())
    });
    settings
}

fn setting(variable: String, text: String, defaults: &Figment) -> Option<Setting> {
    let alias = ALIASES.iter().find(|(name, _)| *name == variable).map(|(_, key)| (*key).to_owned());
    let key = match alias {
        // Compose files pass on what is not set as an empty string.
        Some(_) if text.is_empty() => return None,
        Some(key) => key,
        None if variable.starts_with(TEST_PREFIX) => return None,
        None => variable.strip_prefix(PREFIX)?.to_ascii_lowercase().replace("__", "."),
    };
    let value = parse(&key, text, defaults);
    Some(Setting { variable, key, value })
}

/// Texts are taken as they are, so that a password of digits stays a text. Only where the default says that something
/// else is expected, the value is parsed.
fn parse(key: &str, text: String, defaults: &Figment) -> Value {
    match defaults.find_value(key) {
        // What has no default is a text, or a switch of an entry that the timetable does not have yet.
        Err(_) if matches!(text.as_str(), "true" | "false") => Value::from(text == "true"),
        Ok(Value::String(..)) | Err(_) => Value::from(text),
        Ok(_) => text.parse().unwrap_or_else(|never: std::convert::Infallible| match never {}),
    }
}
