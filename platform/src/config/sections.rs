//! The shape of the configuration. What each setting means is said once, in `default.toml`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use domain::assistant::{Link, Purpose};
use domain::jobs::{QUEUES, Queue};
use domain::settings::ShopSettings;
use domain::timetable::TimetableSettings;
use secrecy::SecretString;
use serde::{Deserialize, Deserializer, Serialize, de};

use super::queues::{KindLimit, ServedQueue};
use super::render;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub data_dir: PathBuf,
    pub http: HttpConfig,
    pub database: DatabaseConfig,
    pub redis: RedisConfig,
    pub worker: WorkerConfig,
    pub scheduler: SchedulerConfig,
    /// In `timetable.toml`; checked.
    pub timetable: TimetableSettings,
    pub outside: OutsideConfig,
    pub auth: AuthConfig,
    pub limits: LimitsConfig,
    pub shop: ShopSettings,
    pub mail: MailConfig,
    pub storage: StorageConfig,
    pub search: SearchConfig,
    pub retention: RetentionConfig,
    pub events: EventsConfig,
    pub payments: PaymentsConfig,
    pub models: ModelsConfig,
    pub shipping: ShippingConfig,
    pub webhooks: WebhooksConfig,
    pub cache: CacheConfig,
    pub telemetry: TelemetryConfig,
    pub demo: DemoConfig,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpConfig {
    pub listen: SocketAddr,
    pub public_url: String,
    pub cors_origins: Vec<String>,
    /// Addresses, or networks as `address/bits`; checked.
    pub trusted_proxies: Vec<String>,
    pub body_limit_bytes: usize,
    pub upload_limit_bytes: usize,
    pub import_limit_bytes: usize,
    pub request_timeout_seconds: u64,
    pub upload_timeout_seconds: u64,
    pub idle_timeout_seconds: u64,
    pub drain_seconds: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseConfig {
    /// Filled in after loading; never empty.
    #[serde(serialize_with = "render::masked_url")]
    pub url: SecretString,
    pub max_connections: u32,
    pub statement_timeout_seconds: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedisConfig {
    #[serde(deserialize_with = "secret_or_none", serialize_with = "render::masked_url_option")]
    pub url: Option<SecretString>,
    /// Without the colon; empty for none.
    pub namespace: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkerConfig {
    pub concurrency: usize,
    pub drain_seconds: u64,
    pub lease_seconds: u64,
    /// See [`WorkerConfig::served`].
    pub queues: Vec<String>,
    /// See [`WorkerConfig::kind_limits`].
    pub kinds: Vec<String>,
    #[serde(deserialize_with = "parsed_or_none", serialize_with = "render::address_or_empty")]
    pub listen: Option<SocketAddr>,
}

impl WorkerConfig {
    /// The queues to serve; all of them when none is named.
    ///
    /// # Errors
    /// A sentence for each one that cannot be read.
    pub fn served(&self) -> Result<Vec<ServedQueue>, Vec<String>> {
        if self.queues.is_empty() {
            let all = QUEUES.iter().map(|&queue| ServedQueue::standard(queue, self.concurrency));
            return Ok(all.collect());
        }
        let read = |text: &String| ServedQueue::parse(text, self.concurrency);
        let (served, wrong): (Vec<_>, Vec<_>) = self.queues.iter().map(read).partition(Result::is_ok);
        let wrong: Vec<String> = wrong.into_iter().filter_map(Result::err).collect();
        if wrong.is_empty() { Ok(served.into_iter().flatten().collect()) } else { Err(wrong) }
    }

    /// The queues to serve, by name.
    pub fn served_queues(&self) -> Vec<Queue> {
        self.served().unwrap_or_default().into_iter().map(|served| served.queue).collect()
    }

    /// Limits of single kinds.
    ///
    /// # Errors
    /// What is wrong with the first that cannot be read.
    pub fn kind_limits(&self) -> Result<Vec<KindLimit>, String> {
        self.kinds.iter().map(|text| text.parse()).collect()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SchedulerConfig {
    #[serde(deserialize_with = "parsed_or_none", serialize_with = "render::address_or_empty")]
    pub listen: Option<SocketAddr>,
    pub redrive_millis: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    pub access_token_minutes: i64,
    pub refresh_token_days: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LimitsConfig {
    pub enabled: bool,
    pub per_address_per_minute: u32,
    pub per_account_per_minute: u32,
    pub log_in_per_minute: u32,
    pub assistant_per_minute: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutsideConfig {
    pub smtp: ProviderConfig,
    pub payments: ProviderConfig,
    pub stripe: ProviderConfig,
    pub carriers: ProviderConfig,
    /// Each provider of models by itself.
    pub models: ProviderConfig,
}

/// How a provider outside may be called.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderConfig {
    pub per_second: f64,
    pub burst: u32,
    pub concurrency: usize,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailConfig {
    #[serde(deserialize_with = "secret_or_none", serialize_with = "render::masked_url_option")]
    pub smtp_url: Option<SecretString>,
    pub timeout_seconds: u64,
    pub pool: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StorageKind {
    Folder,
    S3,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StorageConfig {
    pub kind: StorageKind,
    /// Filled in after loading; never empty.
    pub folder: PathBuf,
    pub s3: S3Config,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SearchEngineKind {
    Embedded,
    Meilisearch,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SearchConfig {
    pub engine: SearchEngineKind,
    pub meilisearch: MeilisearchConfig,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeilisearchConfig {
    pub url: String,
    #[serde(serialize_with = "render::masked")]
    pub api_key: SecretString,
    pub index_prefix: String,
    pub timeout_millis: u64,
    pub commit_seconds: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetentionConfig {
    pub finished_jobs_minutes: u32,
    pub rows_per_run: u64,
    pub files_days: u32,
    /// 0 for never.
    pub deleted_products_days: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventsConfig {
    /// 0 for never.
    pub archive_after_days: u32,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3Config {
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    pub access_key: String,
    #[serde(serialize_with = "render::masked")]
    pub secret_key: SecretString,
    pub path_style: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentsConfig {
    pub sandbox: SandboxPaymentsConfig,
    pub stripe: StripeConfig,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StripeConfig {
    pub enabled: bool,
    pub url: String,
    #[serde(serialize_with = "render::masked")]
    pub secret_key: SecretString,
    #[serde(serialize_with = "render::masked")]
    pub webhook_secret: SecretString,
    /// Not secret: browsers get it. Empty: the storefront offers no payment by Stripe.
    pub publishable_key: String,
    pub timeout_seconds: u64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxPaymentsConfig {
    pub enabled: bool,
    /// Filled in after loading; never empty.
    pub url: String,
    #[serde(serialize_with = "render::masked")]
    pub api_key: SecretString,
    #[serde(serialize_with = "render::masked")]
    pub webhook_secret: SecretString,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelsConfig {
    /// ISO 4217, of prices and budgets.
    pub currency: String,
    pub openai: ModelProviderConfig,
    pub anthropic: ModelProviderConfig,
    pub gemini: ModelProviderConfig,
    pub ollama: ModelProviderConfig,
    pub local: LocalModelsConfig,
    pub drafts: PurposeConfig,
    pub assistant: PurposeConfig,
    pub embeddings: PurposeConfig,
    pub questions: PurposeConfig,
}

impl ModelsConfig {
    /// What each purpose may.
    pub fn purposes(&self) -> [(Purpose, &PurposeConfig); 4] {
        [
            (Purpose::Drafts, &self.drafts),
            (Purpose::Assistant, &self.assistant),
            (Purpose::Embeddings, &self.embeddings),
            (Purpose::Questions, &self.questions),
        ]
    }

    /// The providers by name.
    pub fn providers(&self) -> [(&'static str, &ModelProviderConfig); 4] {
        [
            ("openai", &self.openai),
            ("anthropic", &self.anthropic),
            ("gemini", &self.gemini),
            ("ollama", &self.ollama),
        ]
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LocalModelsConfig {
    /// Filled in after loading; never empty.
    pub folder: PathBuf,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelProviderConfig {
    pub url: String,
    #[serde(serialize_with = "render::masked")]
    pub api_key: SecretString,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PurposeConfig {
    /// See [`PurposeConfig::links`].
    pub chain: Vec<String>,
    pub timeout_seconds: u64,
    pub most_tokens: u32,
    pub daily_budget_minor: i64,
    pub alert_percent: i64,
}

impl PurposeConfig {
    /// The models to ask, in order: each `provider/model in out`, with its two prices in minor units for a million tokens.
    ///
    /// # Errors
    /// What is wrong with the first that cannot be read.
    pub fn links(&self) -> Result<Vec<Link>, String> {
        let link = |text: &String| {
            let mut words = text.split_whitespace();
            let named = words.next().and_then(|name| name.split_once('/'));
            let mut price =
                || words.next().and_then(|word| word.parse::<i64>().ok()).filter(|price| *price >= 0);
            match (named, price(), price(), words.next()) {
                (Some((provider, model)), Some(input_price), Some(output_price), None)
                    if !provider.is_empty() && !model.is_empty() =>
                {
                    Ok(Link { provider: provider.into(), model: model.into(), input_price, output_price })
                }
                _ => Err(format!(
                    "{text:?} is not like \"openai/a-model 15 60\": provider/model and what a million tokens cost, in and out"
                )),
            }
        };
        self.chain.iter().map(link).collect()
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippingConfig {
    pub sandbox_carrier: SandboxCarrierConfig,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SandboxCarrierConfig {
    pub enabled: bool,
    /// Filled in after loading; never empty.
    pub url: String,
    #[serde(serialize_with = "render::masked")]
    pub api_key: SecretString,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhooksConfig {
    pub allow_http: bool,
    /// Addresses, or networks as `address/bits`; checked.
    pub allowed_networks: Vec<String>,
    pub timeout_seconds: u64,
    pub per_endpoint: usize,
    pub per_second: f64,
    pub burst: u32,
    pub secret_overlap_hours: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheConfig {
    pub capacity_mib: u64,
    pub seconds: u64,
    pub memory_seconds: u64,
}

impl CacheConfig {
    pub fn capacity_bytes(&self) -> u64 {
        self.capacity_mib * 1024 * 1024
    }

    pub fn lifetime(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    pub fn memory_lifetime(&self) -> Duration {
        Duration::from_secs(self.memory_seconds)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    Pretty,
    Json,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TelemetryConfig {
    pub log: String,
    pub format: LogFormat,
    #[serde(deserialize_with = "secret_or_none", serialize_with = "render::masked_option")]
    pub sentry_dsn: Option<SecretString>,
    #[serde(deserialize_with = "text_or_none", serialize_with = "render::text_or_empty")]
    pub otlp_endpoint: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemoConfig {
    pub open_pages: bool,
}

fn secret_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok((!text.is_empty()).then(|| text.into()))
}

fn text_or_none<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let text = String::deserialize(deserializer)?;
    Ok((!text.is_empty()).then_some(text))
}

fn parsed_or_none<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: FromStr<Err: std::fmt::Display>,
{
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|error| de::Error::custom(format!("{text:?} does not fit: {error}")))
}
