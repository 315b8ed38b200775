//! The pretend outside world: a payment provider and a parcel carrier that behave like real external systems,
//! with their own database, their own answers and their own moods. It shares no code with the rest of Penden,
//! which talks to it over HTTP only, as it would to a vendor. It moves no money and keeps no card data, and a
//! caller never learns more from it than a real provider would say.
//!
//! # Test cards
//!
//! Every other number is refused. Any expiry in the future and any three or four digit CVC will do.
//!
//! | number | what happens |
//! |---|---|
//! | 4242 4242 4242 4242 | is approved |
//! | 5555 5555 5555 4444 | is approved |
//! | 4000 0000 0000 0002 | is declined: `card_declined` |
//! | 4000 0000 0000 9995 | is declined: `insufficient_funds` |
//! | 4000 0025 0000 3155 | needs the shopper's consent on the hosted page |
//! | 4000 0000 0000 0259 | is charged, and the answer takes `slow` |
//! | 4000 0000 0000 6975 | is charged, and the answer takes `stall`: longer than any client waits |
//! | 4000 0000 0000 0341 | is approved, but its refunds fail |
//!
//! The delay of the last two but one applies to every answer of `POST /v1/payments`, a replay included, so that
//! only `GET /v1/payments?idempotency_key=…` tells the client at once what became of the payment.
//!
//! # Promises
//!
//! - One payment per idempotency key, for ever. The same request has the same answer, even if the first client
//!   hung up; another body under the same key is a 409 `idempotency_mismatch`.
//! - A change, its event and its idempotency record commit together. What was answered survives `kill -9`.
//! - Events are delivered at least once and not in order; a receiver goes by `webhook-id`.
//!
//! The HTTP interface is listed in `http/mod.rs`, the carrier's tariff in `carrier.rs`, the faults in `faults.rs`.

mod cards;
mod carrier;
mod changes;
mod config;
mod courier;
mod error;
mod event;
mod faults;
mod http;
mod payment;
mod store;

use std::sync::{Arc, RwLock};

use poem::{Endpoint, Response};
use tokio_util::sync::CancellationToken;

pub use config::SandboxConfig;

use courier::Courier;
use faults::Faults;
use store::Store;

/// An open sandbox. Clones share one database and one writer, which stops when the last clone is gone.
#[derive(Clone)]
pub struct Sandbox {
    world: Arc<World>,
}

/// What every request handler sees.
pub(crate) struct World {
    config: SandboxConfig,
    store: Store,
    faults: RwLock<Faults>,
    courier: Option<Arc<Courier>>,
    /// Held by the loop that delivers, so that a second one waits instead of delivering everything twice.
    delivering: tokio::sync::Mutex<()>,
}

impl Sandbox {
    /// Opens the database, creating it if need be, and starts its writer on the current tokio runtime.
    ///
    /// # Errors
    /// When the configuration makes no sense or the database cannot be opened.
    pub async fn open(mut config: SandboxConfig) -> anyhow::Result<Self> {
        config.check()?;
        let store = Store::open(&config.database_path).await?;
        let courier = Courier::new(&config, store.clone())?.map(Arc::new);
        let world = World {
            config,
            store,
            faults: RwLock::default(),
            courier,
            delivering: tokio::sync::Mutex::default(),
        };
        Ok(Self { world: Arc::new(world) })
    }

    /// The whole HTTP interface, to be served at, or nested under, the path of `public_url`. It never fails:
    /// every refusal is a response with the JSON body `{"code", "message"}`.
    pub fn endpoint(&self) -> impl Endpoint<Output = Response> + 'static + use<> {
        http::endpoint(self.world.clone())
    }

    /// Delivers webhooks until `shutdown`. Without a `webhook_url` it only waits, and events pile up for the
    /// day one is configured. Attempts cut short by the shutdown are repeated by the next run.
    pub async fn run_courier(&self, shutdown: CancellationToken) {
        let Some(courier) = &self.world.courier else { return shutdown.cancelled().await };
        tokio::select! {
            _turn = self.world.delivering.lock() => courier::run(courier.clone(), shutdown).await,
            () = shutdown.cancelled() => {}
        }
    }
}
