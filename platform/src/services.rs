//! Everything a process works with, made from the configuration in one place.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use domain::Store;
use domain::assistant::{ChatModel, Models, PurposeSettings};
use domain::catalog::Cache;
use domain::embeddings::{Embedders, Vectors};
use domain::events::Log;
use domain::invoices::InvoiceRenderer;
use domain::jobs::Ticket;
use domain::notifications::{Mailer, Typesetter};
use domain::payments::PaymentProvider;
use domain::settings::ShopSettings;
use domain::shipping::Carrier;
use domain::storage::Storage;
use domain::timetable::Timetable;
use domain::webhooks::Sender;

use crate::config::{Config, StorageKind};
use crate::health::Health;
use crate::invoices::PdfRenderer;
use crate::mail::{JinjaTypesetter, MailboxMailer, SmtpMailer, SmtpSettings};
use crate::metrics::Gauges;
use crate::models::{ANTHROPIC, GEMINI, HttpModel, LOCAL, LocalModels, OLLAMA, OPENAI, ProviderSettings};
use crate::nudger::Nudger;
use crate::outside::Outside;
use crate::payments::{
    BankTransfer, CashOnDelivery, SandboxProvider, SandboxSettings, StripeProvider, StripeSettings,
};
use crate::settings::LiveSettings;
use crate::shipping::SandboxCarrier;
use crate::storage::{FolderStorage, S3Settings, S3Storage};
use crate::transport::Transports;
use crate::webhooks::HttpSender;
use crate::{cache, crypto, database, metrics};

/// Well below the timeout of a payment job.
const PAYMENT_TIMEOUT: Duration = Duration::from_secs(10);
/// A customer waits for the quote.
const CARRIER_TIMEOUT: Duration = Duration::from_secs(2);

/// Payment providers by name, as stored with payments.
pub type Providers = BTreeMap<&'static str, Arc<dyn PaymentProvider>>;

#[derive(Clone)]
pub struct Services {
    pub config: Arc<Config>,
    /// What the shop says about itself, as it is now.
    pub settings: Arc<LiveSettings>,
    /// Wakes the outbox after a commit that announced something.
    pub store: Store,
    pub transports: Transports,
    pub cache: Arc<dyn Cache>,
    pub storage: Arc<dyn Storage>,
    pub mailer: Arc<dyn Mailer>,
    pub typesetter: Arc<dyn Typesetter>,
    pub invoices: Arc<dyn InvoiceRenderer>,
    pub payments: Providers,
    pub carriers: Vec<Arc<dyn Carrier>>,
    /// Language models, if there are any.
    pub models: Models,
    /// Who makes vectors.
    pub embedders: Arc<Embedders>,
    /// The vectors of products, if there is a model to make them.
    pub vectors: Option<Vectors>,
    pub timetable: Arc<Timetable>,
    pub webhooks: Arc<dyn Sender>,
    /// The gates to everything outside.
    pub outside: Arc<Outside>,
    pub health: Arc<Health>,
    pub gauges: Arc<Gauges>,
}

impl Services {
    /// Connects to the database; everything else is connected to when it is needed. Installs the TLS provider and the
    /// metrics, and starts the tasks behind the nudger and the cache on the running runtime.
    ///
    /// # Errors
    /// When the database cannot be reached or a setting turns out to be unusable.
    pub async fn connect(config: impl Into<Arc<Config>>) -> anyhow::Result<Self> {
        let config = config.into();
        crypto::install();
        metrics::install();
        let transports = Transports::open(&config)?;
        let store = database::connect(&config).await?.with_nudge(Nudger::start(transports.port.clone()));
        let storage = storage(&config)?;
        let outside = Outside::start(&config.outside, &store);
        let (models, embedders) = models(&config, &store, &outside)?;
        let settings = Arc::new(LiveSettings::start(config.shop.clone(), store.clone()).await);
        Ok(Self {
            cache: cache::open(&config)?,
            mailer: mailer(&config, &store, &storage, &outside)?,
            typesetter: Arc::new(JinjaTypesetter::new()?),
            invoices: Arc::new(PdfRenderer),
            payments: payments(&config, &outside, &settings)?,
            settings,
            carriers: carriers(&config, &outside)?,
            vectors: models.embedding_model().map(|model| Vectors::of(&model)),
            models,
            embedders: Arc::new(embedders),
            timetable: Arc::new(timetable(&config)?),
            webhooks: Arc::new(HttpSender::new(&config.webhooks, &store).context("webhooks")?),
            outside,
            gauges: Arc::new(Gauges::new(store.clone())),
            health: Arc::new(Health::new(store.clone(), transports.port.clone())),
            transports,
            storage,
            store,
            config,
        })
    }

    /// The shop's settings of this moment.
    pub fn shop(&self) -> Arc<ShopSettings> {
        self.settings.current()
    }

    /// The event log with its archive.
    pub fn event_log(&self) -> Log<'_> {
        Log { store: &self.store, storage: self.storage.as_ref() }
    }

    /// Hands tickets to the workers, best effort: those that do not arrive are sent again by the scheduler.
    pub async fn push(&self, tickets: &[Ticket]) {
        if tickets.is_empty() {
            return;
        }
        if let Err(error) = self.transports.port.push(tickets).await {
            tracing::debug!(error = error.chain(), "{} tickets will be sent again later", tickets.len());
        }
    }

    /// Whether browsers pay with Stripe: then its fields come from its host.
    pub fn takes_stripe(&self) -> bool {
        let stripe = &self.config.payments.stripe;
        stripe.enabled && !stripe.publishable_key.is_empty()
    }

    /// The payment provider of that name, for a payment that is new.
    ///
    /// # Errors
    /// `Refused` `no_such_provider` when it is not configured, or the shop does not offer it now.
    pub fn offered_provider(&self, name: &str) -> domain::Result<&Arc<dyn PaymentProvider>> {
        if self.shop().payments.offers(name) {
            return self.provider(name);
        }
        let detail = format!("this shop does not offer {name}; GET /api/v1/shop says what it offers");
        Err(domain::Error::refused("no_such_provider", detail))
    }

    /// The payment provider of that name, whether it is offered or not.
    ///
    /// # Errors
    /// `Refused` `no_such_provider` when it is not configured.
    pub fn provider(&self, name: &str) -> domain::Result<&Arc<dyn PaymentProvider>> {
        self.payments.get(name).ok_or_else(|| {
            domain::Error::refused(
                "no_such_provider",
                format!("there is no payment provider {name} in this shop"),
            )
        })
    }
}

fn storage(config: &Config) -> anyhow::Result<Arc<dyn Storage>> {
    Ok(match config.storage.kind {
        StorageKind::Folder => Arc::new(FolderStorage::open(&config.storage.folder)?),
        StorageKind::S3 => {
            let s3 = config.storage.s3.clone();
            Arc::new(S3Storage::new(S3Settings {
                endpoint: s3.endpoint,
                bucket: s3.bucket,
                region: s3.region,
                access_key: s3.access_key,
                secret_key: s3.secret_key,
                path_style: s3.path_style,
            })?)
        }
    })
}

fn mailer(
    config: &Config,
    store: &Store,
    storage: &Arc<dyn Storage>,
    outside: &Outside,
) -> anyhow::Result<Arc<dyn Mailer>> {
    Ok(match &config.mail.smtp_url {
        Some(url) => {
            let settings = SmtpSettings {
                url: url.clone(),
                timeout: Duration::from_secs(config.mail.timeout_seconds),
                pool: config.mail.pool,
            };
            let mailer = SmtpMailer::new(settings, storage.clone()).context("mail.smtp_url")?;
            Arc::new(mailer.behind(outside.smtp.clone()))
        }
        None => Arc::new(MailboxMailer::new(store.clone())),
    })
}

fn timetable(config: &Config) -> anyhow::Result<Timetable> {
    Timetable::read(&config.timetable)
        .map_err(|problems| anyhow::anyhow!("the timetable does not fit: {problems:?}"))
}

fn payments(config: &Config, outside: &Outside, settings: &Arc<LiveSettings>) -> anyhow::Result<Providers> {
    let mut providers = Providers::new();
    let sandbox = &config.payments.sandbox;
    if sandbox.enabled {
        let provider = SandboxProvider::new(SandboxSettings {
            base_url: sandbox.url.clone(),
            api_key: sandbox.api_key.clone(),
            webhook_secret: sandbox.webhook_secret.clone(),
            timeout: PAYMENT_TIMEOUT,
        })
        .context("payments.sandbox")?
        .behind(outside.payments.clone());
        providers.insert(provider.name(), Arc::new(provider));
    }
    let stripe = &config.payments.stripe;
    if stripe.enabled {
        let provider = StripeProvider::new(StripeSettings {
            base_url: stripe.url.clone(),
            secret_key: stripe.secret_key.clone(),
            webhook_secret: stripe.webhook_secret.clone(),
            timeout: Duration::from_secs(stripe.timeout_seconds),
        })
        .context("payments.stripe")?
        .behind(outside.stripe.clone());
        providers.insert(provider.name(), Arc::new(provider));
    }
    // Always there: whether they are offered is a setting, and payments that were begun go on when it changes.
    let transfer = BankTransfer::new(settings.clone());
    providers.insert(transfer.name(), Arc::new(transfer));
    providers.insert(CashOnDelivery.name(), Arc::new(CashOnDelivery));
    Ok(providers)
}

/// Those that are asked for something.
fn models(config: &Config, store: &Store, outside: &Outside) -> anyhow::Result<(Models, Embedders)> {
    let mut purposes = BTreeMap::new();
    for (purpose, settings) in config.models.purposes() {
        let chain = settings.links().map_err(anyhow::Error::msg)?;
        let settings = PurposeSettings {
            chain,
            timeout: Duration::from_secs(settings.timeout_seconds),
            most_tokens: settings.most_tokens,
            daily_budget: settings.daily_budget_minor,
            alert_percent: settings.alert_percent,
        };
        purposes.insert(purpose, settings);
    }
    let named = |name: &str| {
        let mut links = purposes.values().flat_map(|settings| &settings.chain);
        links.any(|link| link.provider == name)
    };
    let mut providers: Vec<Arc<dyn ChatModel>> = Vec::new();
    let mut embedders = Embedders::new();
    for wire in [&OPENAI, &ANTHROPIC, &GEMINI, &OLLAMA] {
        let Some((_, provider)) = config.models.providers().into_iter().find(|(name, _)| *name == wire.name)
        else {
            continue;
        };
        if named(wire.name) {
            let settings = ProviderSettings { url: provider.url.clone(), api_key: provider.api_key.clone() };
            let model = HttpModel::new(wire, settings).with_context(|| format!("models.{}", wire.name))?;
            let gate = outside.models.get(wire.name).cloned();
            let model = Arc::new(match gate {
                Some(gate) => model.behind(gate),
                None => model,
            });
            embedders.insert(wire.name, model.clone());
            providers.push(model);
        }
    }
    if named(LOCAL) {
        embedders.insert(LOCAL, Arc::new(LocalModels::new(&config.models.local.folder)));
    }
    Ok((Models::new(store.clone(), providers, purposes), embedders))
}

fn carriers(config: &Config, outside: &Outside) -> anyhow::Result<Vec<Arc<dyn Carrier>>> {
    let sandbox = &config.shipping.sandbox_carrier;
    if !sandbox.enabled {
        return Ok(Vec::new());
    }
    let carrier = SandboxCarrier::new(&sandbox.url, sandbox.api_key.clone(), CARRIER_TIMEOUT)
        .context("shipping.sandbox_carrier")?
        .behind(outside.carriers.clone());
    Ok(vec![Arc::new(carrier)])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use domain::jobs::{QUEUES, Ticket};

    use super::*;
    use crate::transport::Wanted;

    #[tokio::test]
    async fn the_defaults_need_nothing_but_a_folder() {
        let folder = std::env::temp_dir().join(format!("penden-{}", uuid::Uuid::new_v4()));
        let env = [("PENDEN_DATA_DIR".to_owned(), folder.display().to_string())];
        let services = Services::connect(Config::load(env).unwrap()).await.unwrap();
        assert!(folder.join("penden.db").is_file() && folder.join("storage").is_dir());
        assert!(services.payments.contains_key("sandbox") && services.carriers.is_empty());
        services.transports.port.push(&[Ticket::Flush]).await.unwrap();
        let memory = services.transports.memory.as_ref().unwrap();
        let all = QUEUES.iter().map(|&queue| Wanted { queue, share: 1, limit: 1 });
        assert_eq!(memory.take(&all.collect::<Vec<_>>(), 9), [Ticket::Flush]);
        drop(services);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
