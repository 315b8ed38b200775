//! The shop's settings as this process knows them: the configuration, with what staff changed since.
//!
//! A task looks once a second whether something changed, which costs one row; the process that changed it looks at once.
//! While the database does not answer, what was known last goes on being used.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::revisions::{self, Subject};
use domain::settings::{self, ShopSettings};
use domain::{Result, Store};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;
use tokio::time::timeout;

use crate::database::aside;

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A connection whose packets vanish would never answer, and keep its place in the pool.
const PATIENCE: Duration = Duration::from_secs(2);

/// See the module.
pub struct LiveSettings {
    known: Arc<Known>,
    watcher: AbortHandle,
}

struct Known {
    store: Store,
    configured: ShopSettings,
    current: RwLock<Arc<ShopSettings>>,
    /// The revision of `current`; held while looking.
    revision: Mutex<i64>,
}

impl LiveSettings {
    /// Looks once, and starts the task that goes on looking on the running runtime. It ends when this is dropped.
    pub async fn start(configured: ShopSettings, store: Store) -> Self {
        let current = RwLock::new(Arc::new(configured.clone()));
        let known = Arc::new(Known { store, configured, current, revision: Mutex::new(-1) });
        known.look_again().await;
        let watched = known.clone();
        let watch = async move {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                aside(watched.look_again()).await;
            }
        };
        Self { known, watcher: tokio::spawn(watch).abort_handle() }
    }

    /// Those of this moment. A piece of work takes them once.
    pub fn current(&self) -> Arc<ShopSettings> {
        self.known.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As the configuration has them.
    pub fn configured(&self) -> &ShopSettings {
        &self.known.configured
    }

    /// Looks now. Call it after changing them.
    pub async fn look_again(&self) {
        self.known.look_again().await;
    }
}

impl Drop for LiveSettings {
    fn drop(&mut self) {
        self.watcher.abort();
    }
}

impl Known {
    async fn look_again(&self) {
        match timeout(PATIENCE, self.look()).await {
            Ok(Ok(())) => {}
            // Before the first migration there is nothing to look at.
            Ok(Err(error)) => tracing::debug!(error = error.chain(), "the settings cannot be read"),
            Err(_) => tracing::debug!("the settings were not read within {PATIENCE:?}"),
        }
    }

    async fn look(&self) -> Result<()> {
        let db = self.store.read();
        let mut known = self.revision.lock().await;
        let revision = revisions::current(db, Subject::Settings).await?;
        if revision != *known {
            let (overrides, _) = settings::overrides(db).await?;
            let settings = self.configured.with(&overrides);
            *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
            *known = revision;
        }
        Ok(())
    }
}
