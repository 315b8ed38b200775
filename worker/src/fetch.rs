//! Where tickets come from: the channel of this process, or Redis by rusty-sidekiq's fetch.
//!
//! Of rusty-sidekiq this takes the fetch, the wire format and the process statistics, so that Sidekiq's Web UI shows the
//! truth. Its retries, schedules and uniqueness are left alone: the ledger has those.

use std::sync::Arc;
use std::time::Duration;

use domain::jobs::{Queue, Ticket};
use platform::Services;
use platform::transport::{MemoryTransport, fetch_pool, parse};
use sidekiq::{BalanceStrategy, Counter, Processor, ProcessorConfig, RedisPool, StatsPublisher};
use tokio_util::sync::CancellationToken;

/// Longer than the two seconds for which a fetch blocks: beyond it the connection is taken for dead.
const FETCH_LIMIT: Duration = Duration::from_secs(6);
const PAUSE_AFTER_ERROR: Duration = Duration::from_millis(500);

pub enum Source {
    Memory { transport: Arc<MemoryTransport>, queues: Vec<Queue> },
    Redis { pool: RedisPool, queues: Vec<Queue>, concurrency: usize },
}

impl Source {
    pub fn open(services: &Services, concurrency: usize) -> anyhow::Result<Self> {
        let queues = services.config.worker.served_queues();
        Ok(match &services.transports.memory {
            Some(transport) => Self::Memory { transport: transport.clone(), queues },
            None => {
                Self::Redis { pool: fetch_pool(&services.config.redis, concurrency)?, queues, concurrency }
            }
        })
    }

    /// A fetcher for one runner.
    pub fn runner(&self) -> Fetcher {
        match self {
            Self::Memory { transport, queues } => {
                Fetcher::Memory { transport: transport.clone(), queues: queues.clone() }
            }
            Self::Redis { pool, queues, .. } => {
                let config =
                    ProcessorConfig::default().num_workers(1).balance_strategy(BalanceStrategy::None);
                Fetcher::Redis(Box::new(Processor::new(pool.clone(), names(queues)).with_config(config)))
            }
        }
    }

    /// Tells Sidekiq's Web UI about this process every few seconds, until `shutdown`.
    pub fn publish_statistics(
        &self,
        busy: Counter,
        shutdown: CancellationToken,
    ) -> impl Future<Output = ()> + Send + 'static {
        let redis = match self {
            Self::Memory { .. } => None,
            Self::Redis { pool, queues, concurrency } => Some((pool.clone(), names(queues), *concurrency)),
        };
        async move {
            let Some((pool, queues, concurrency)) = redis else { return };
            let host = std::env::var("HOSTNAME").unwrap_or_else(|_| "penden".to_owned());
            let publisher = StatsPublisher::new(host, queues, busy, concurrency);
            while !shutdown.is_cancelled() {
                if let Err(error) =
                    publisher.publish_stats(pool.clone()).await.map_err(|error| error.to_string())
                {
                    tracing::debug!(error, "the process statistics could not be published");
                }
                let _ = tokio::time::timeout(Duration::from_secs(5), shutdown.cancelled()).await;
            }
        }
    }
}

fn names(queues: &[Queue]) -> Vec<String> {
    queues.iter().map(|queue| queue.as_str().to_owned()).collect()
}

pub enum Fetcher {
    Memory { transport: Arc<MemoryTransport>, queues: Vec<Queue> },
    Redis(Box<Processor>),
}

impl Fetcher {
    /// The next ticket, however long it takes. A ticket that is lost when this is dropped comes again.
    pub async fn next(&mut self) -> Ticket {
        match self {
            Self::Memory { transport, queues } => transport.next(queues).await,
            Self::Redis(processor) => loop {
                match tokio::time::timeout(FETCH_LIMIT, processor.fetch()).await {
                    Ok(Ok(Some(work))) => match parse(&work.job) {
                        Some(ticket) => return ticket,
                        None => {
                            tracing::warn!(class = work.job.class, "a foreign job was on our queue; dropped")
                        }
                    },
                    Ok(Ok(None)) => {}
                    Ok(Err(error)) => {
                        tracing::debug!(%error, "no ticket could be fetched");
                        tokio::time::sleep(PAUSE_AFTER_ERROR).await;
                    }
                    Err(_) => tracing::debug!("a fetch hung and was given up"),
                }
            },
        }
    }
}
