//! How tickets travel: through Redis when there is one, else inside the process.

mod memory;
mod redis;
mod wire;

use std::sync::Arc;

use domain::jobs::{Queue, Ticket, Transport};

use crate::config::Config;

pub use self::memory::MemoryTransport;
pub use self::redis::{RedisTransport, fetch_pool};
pub use self::wire::FLUSH_CLASS;

/// Reads a ticket that was fetched from Redis, and counts it; `None` for what this program did not push.
pub fn parse(job: &sidekiq::Job) -> Option<Ticket> {
    let ticket = wire::parse(job)?;
    count("penden_tickets_fetched_total", &ticket);
    Some(ticket)
}

fn count(name: &'static str, ticket: &Ticket) {
    // Known queues only, so that nothing on the wire makes labels.
    let queue = Queue::named(ticket.queue()).map_or("other", Queue::as_str);
    metrics::counter!(name, "queue" => queue).increment(1);
}

/// The transport that the configuration names: the port that everybody uses, and the side from which workers fetch.
#[derive(Clone)]
pub struct Transports {
    pub port: Arc<dyn Transport>,
    /// Set when tickets stay inside the process.
    pub memory: Option<Arc<MemoryTransport>>,
    /// Set when tickets go through Redis.
    pub redis: Option<Arc<RedisTransport>>,
}

impl Transports {
    /// Does not connect: a Redis that is down now may be up later.
    ///
    /// # Errors
    /// When the URL of Redis is unusable.
    pub fn open(config: &Config) -> anyhow::Result<Self> {
        Ok(match &config.redis.url {
            Some(url) => {
                let redis = Arc::new(RedisTransport::new(url, &config.redis.namespace)?);
                Self { port: redis.clone(), memory: None, redis: Some(redis) }
            }
            None => {
                let memory = Arc::new(MemoryTransport::new());
                Self { port: memory.clone(), memory: Some(memory), redis: None }
            }
        })
    }
}
