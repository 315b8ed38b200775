//! Opening a shop: database, bank, API, and perhaps workers.

use std::sync::Arc;

use api::Storefront;
use platform::{Config, Services};
use poem::Route;
use reqwest::{Client, redirect};
use tokio::net::TcpListener;
use uuid::Uuid;

use super::database::Database;
use super::{Bank, LIMIT, Running, Shop};

/// One page, as if the storefront had been built.
#[derive(rust_embed::RustEmbed)]
#[folder = "../api/src/storefront/sample"]
struct Sample;

/// What a test wants to be different.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// Workers that run all the time.
    pub workers: usize,
    pub schedulers: usize,
    /// The bank sends no webhooks by itself.
    pub silent_bank: bool,
    /// Serves a storefront that was built of one small page, with so many addresses in one file of its sitemap.
    pub storefront: Option<u64>,
    /// More settings.
    pub env: Vec<(&'static str, &'static str)>,
}

pub(super) async fn open(setup: Setup) -> Shop {
    platform::crypto::install();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let folder =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shop-{}", Uuid::new_v4().simple()));
    std::fs::create_dir_all(&folder).unwrap();
    let database = Database::create(&folder).await;

    let services = Services::connect(configure(&setup, &url, &folder, &database)).await.unwrap();
    let client = client();
    let bank = Bank::open(&folder, &url, client.clone(), !setup.silent_bank).await;
    let state = api::State::new(services.clone()).await.unwrap();
    let routes = Route::new().nest("/sandbox", bank.endpoint());
    let server = Running::start(|shutdown| async move {
        let storefront = match setup.storefront {
            Some(sitemap) => Storefront::made_of::<Sample>(sitemap),
            None => Storefront::embedded(),
        };
        api::serve_with(Arc::clone(&state), routes, storefront, listener, shutdown).await.unwrap();
    });
    let mut workers = Vec::new();
    for _ in 0..setup.workers {
        let services = services.clone();
        workers
            .push(Running::start(|shutdown| async move { worker::work(services, shutdown).await.unwrap() }));
    }
    let schedule = || Running::start(|shutdown| scheduler::schedule(services.clone(), shutdown));
    let schedulers = (0..setup.schedulers).map(|_| schedule()).collect();
    Shop {
        services,
        bank,
        url,
        client,
        database,
        folder,
        server,
        workers,
        schedulers,
        staff: Default::default(),
        is_closed: false,
    }
}

/// Nothing of this process's environment gets in.
/// The one that everybody gives for an example.
pub const IBAN: &str = "DE89 3704 0044 0532 0130 00";

fn configure(setup: &Setup, url: &str, folder: &std::path::Path, database: &Database) -> Config {
    let mut env = vec![
        ("PENDEN_DATA_DIR", folder.display().to_string()),
        ("PENDEN_DATABASE__URL", database.url().to_owned()),
        ("PENDEN_DATABASE__MAX_CONNECTIONS", "10".to_owned()),
        ("PENDEN_HTTP__PUBLIC_URL", url.to_owned()),
        ("PENDEN_HTTP__DRAIN_SECONDS", "0".to_owned()),
        ("PENDEN_LIMITS__ENABLED", "false".to_owned()),
        ("PENDEN_WORKER__CONCURRENCY", "8".to_owned()),
        ("PENDEN_SCHEDULER__REDRIVE_MILLIS", "50".to_owned()),
        ("PENDEN_SHIPPING__SANDBOX_CARRIER__ENABLED", "true".to_owned()),
        ("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__HOLDER", "Penden Haus GmbH".to_owned()),
        ("PENDEN_SHOP__PAYMENTS__BANK_TRANSFER__IBAN", IBAN.to_owned()),
    ];
    if let Some((redis_url, namespace)) = database.redis() {
        env.push(("PENDEN_REDIS__URL", redis_url.to_owned()));
        env.push(("PENDEN_REDIS__NAMESPACE", namespace.to_owned()));
    }
    env.extend(setup.env.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Config::load(env.into_iter().map(|(name, value)| (name.to_owned(), value))).unwrap()
}

fn client() -> Client {
    Client::builder()
        .no_proxy()
        .tls_certs_only([])
        .redirect(redirect::Policy::none())
        .timeout(LIMIT)
        .build()
        .unwrap()
}
