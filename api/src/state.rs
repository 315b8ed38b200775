//! What endpoints work with: the services of this process, and what the HTTP frame adds.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use domain::Store;
use domain::catalog::Cache;
use domain::jobs::Transport;
use domain::settings::ShopSettings;
use domain::storage::Storage;

use crate::auth::Keys;
use crate::limits::Limits;
use crate::settings::HttpSettings;

/// Writes the metrics of this process in the text format of Prometheus.
pub type RenderMetrics = Arc<dyn Fn() -> String + Send + Sync>;

/// Everything that endpoints may use.
pub struct State {
    pub store: Store,
    pub cache: Arc<dyn Cache>,
    pub storage: Arc<dyn Storage>,
    pub transport: Arc<dyn Transport>,
    pub shop: Arc<ShopSettings>,
    pub http: HttpSettings,
    pub keys: Keys,
    pub limits: Arc<Limits>,
    /// How long a log-in lasts without use.
    pub refresh_lifetime: Duration,
    pub metrics: RenderMetrics,
    /// Set when the process is asked to stop: no new work should be sent here.
    draining: AtomicBool,
}

/// What a [`State`] is made of.
pub struct Parts {
    pub store: Store,
    pub cache: Arc<dyn Cache>,
    pub storage: Arc<dyn Storage>,
    pub transport: Arc<dyn Transport>,
    pub shop: Arc<ShopSettings>,
    pub http: HttpSettings,
    pub access_lifetime: Duration,
    pub refresh_lifetime: Duration,
    pub metrics: RenderMetrics,
}

impl State {
    /// # Errors
    /// When the keys that sign access tokens cannot be read.
    pub async fn new(parts: Parts) -> domain::Result<Arc<Self>> {
        let keys = Keys::load(parts.store.clone(), &parts.http.public_url, parts.access_lifetime).await?;
        Ok(Arc::new(Self {
            keys,
            limits: Arc::new(Limits::new(parts.http.limits)),
            store: parts.store,
            cache: parts.cache,
            storage: parts.storage,
            transport: parts.transport,
            shop: parts.shop,
            http: parts.http,
            refresh_lifetime: parts.refresh_lifetime,
            metrics: parts.metrics,
            draining: AtomicBool::new(false),
        }))
    }

    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }
}

/// The state as endpoints hold it. Empty only where the document is made, which calls no endpoint.
#[derive(Clone, Default)]
pub struct Shared(Option<Arc<State>>);

impl From<Arc<State>> for Shared {
    fn from(state: Arc<State>) -> Self {
        Self(Some(state))
    }
}

impl Deref for Shared {
    type Target = State;

    fn deref(&self) -> &State {
        self.0.as_deref().expect("endpoints are called in an app, and an app has a state")
    }
}
