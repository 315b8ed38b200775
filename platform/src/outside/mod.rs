//! The gates to everything outside that is called by jobs, one per provider: see [`Gate`].
//!
//! What each gate has seen is written to the database when it changes, for operators.

mod brake;
mod gate;
mod report;

use std::sync::Arc;

use domain::Store;

use crate::config::{OutsideConfig, ProviderConfig};

pub use gate::Gate;

/// All gates of this process.
pub struct Outside {
    pub smtp: Gate,
    pub payments: Gate,
    pub carriers: Gate,
    reporter: tokio::task::AbortHandle,
}

impl Outside {
    /// Starts the reporting task on the running runtime. It ends when this is dropped.
    pub fn start(config: &OutsideConfig, store: &Store) -> Arc<Self> {
        let gate =
            |provider, service, config: &ProviderConfig| Gate::new(provider, service, config, store.clone());
        let smtp = gate("smtp", "the mail server", &config.smtp);
        let payments = gate("payments", "the payment provider", &config.payments);
        let carriers = gate("carriers", "the parcel carrier", &config.carriers);
        let gates = vec![smtp.clone(), payments.clone(), carriers.clone()];
        let reporter = tokio::spawn(report::keep(store.clone(), gates)).abort_handle();
        Arc::new(Self { smtp, payments, carriers, reporter })
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.reporter.abort();
    }
}
