//! The gates to everything outside that is called by jobs, one per provider: see [`Gate`].
//!
//! What each gate has seen is written to the database when it changes, for operators.

mod brake;
mod gate;
mod report;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Store;
use domain::outside::{self, ProviderState};

use crate::config::{OutsideConfig, ProviderConfig};
use crate::models::{ANTHROPIC, GEMINI, OLLAMA, OPENAI, Wire};

pub use gate::Gate;

/// All gates of this process.
pub struct Outside {
    pub smtp: Gate,
    pub payments: Gate,
    pub stripe: Gate,
    pub carriers: Gate,
    /// Of language models and embeddings, by the names of the providers.
    pub models: BTreeMap<&'static str, Gate>,
    reporter: tokio::task::AbortHandle,
}

impl Outside {
    /// Starts the reporting task on the running runtime. It ends when this is dropped.
    pub fn start(config: &OutsideConfig, store: &Store) -> Arc<Self> {
        let gate =
            |provider, service, config: &ProviderConfig| Gate::new(provider, service, config, store.clone());
        let [smtp, payments, stripe, carriers] = Self::PROVIDERS;
        let smtp = gate(smtp, "the mail server", &config.smtp);
        let payments = gate(payments, "the payment provider", &config.payments);
        let stripe = gate(stripe, "Stripe", &config.stripe);
        let carriers = gate(carriers, "the parcel carrier", &config.carriers);
        let model = |wire: &'static Wire| (wire.name, gate(wire.name, wire.service, &config.models));
        let models = BTreeMap::from([&OPENAI, &ANTHROPIC, &GEMINI, &OLLAMA].map(model));
        let mut gates = vec![smtp.clone(), payments.clone(), stripe.clone(), carriers.clone()];
        gates.extend(models.values().cloned());
        let reporter = tokio::spawn(report::keep(store.clone(), gates)).abort_handle();
        Arc::new(Self { smtp, payments, stripe, carriers, models, reporter })
    }
}

impl Outside {
    /// The names of the providers that every shop has, called through a gate. Those of models show once they are called.
    pub const PROVIDERS: [&str; 4] = ["smtp", "payments", "stripe", "carriers"];

    /// All of them, those that nobody has called yet as well; and what others have called.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn state(store: &Store) -> domain::Result<Vec<ProviderState>> {
        let mut states = outside::state(store).await?;
        for provider in Self::PROVIDERS {
            if states.iter().all(|state| state.provider != provider) {
                states.push(ProviderState::unknown(provider));
            }
        }
        states.sort_by(|one, other| one.provider.cmp(&other.provider));
        Ok(states)
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        self.reporter.abort();
    }
}
