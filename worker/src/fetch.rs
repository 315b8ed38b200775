//! Where tickets come from: the channel of this process, or Redis.

use std::sync::Arc;
use std::time::Duration;

use domain::jobs::{Queue, Ticket};
use platform::Services;
use platform::transport::{FetchError, MemoryTransport, RedisFetcher, Wanted};

/// How to pass the time while nothing waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// For workers: until something comes.
    Wait,
    /// For those who want to leave at any moment: look again soon.
    LookAgain,
}

const LOOK_AGAIN: Duration = Duration::from_millis(3);

pub struct Source {
    from: From,
    patience: Patience,
}

enum From {
    Memory(Arc<MemoryTransport>),
    Redis(Box<RedisFetcher>),
}

impl Source {
    /// Does not connect yet.
    ///
    /// # Errors
    /// When the transport's settings are unusable.
    pub fn open(services: &Services, patience: Patience) -> anyhow::Result<Self> {
        let from = match &services.transports.memory {
            Some(transport) => From::Memory(transport.clone()),
            None => From::Redis(Box::new(RedisFetcher::new(&services.config.redis)?)),
        };
        Ok(Self { from, patience })
    }

    /// Tickets that wait now, `total` at most; perhaps none.
    pub async fn take(&mut self, wanted: &[Wanted], total: usize) -> Result<Vec<Ticket>, FetchError> {
        match &mut self.from {
            From::Memory(transport) => Ok(transport.take(wanted, total)),
            From::Redis(fetcher) => fetcher.take(wanted, total).await,
        }
    }

    /// Passes the time until one of the queues may have a ticket, and brings it along if it was taken. `interrupted` ends
    /// the wait, with Redis after a second at most: a connection that is left in the middle could take a ticket with it.
    pub async fn wait(
        &mut self,
        queues: &[Queue],
        interrupted: impl Future<Output = ()>,
    ) -> Result<Option<Ticket>, FetchError> {
        match (&mut self.from, self.patience) {
            (From::Memory(transport), Patience::Wait) => tokio::select! {
                () = transport.wait(queues) => {}
                () = interrupted => {}
            },
            (From::Redis(fetcher), Patience::Wait) => return fetcher.wait(queues).await,
            (_, Patience::LookAgain) => tokio::select! {
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = interrupted => {}
            },
        }
        Ok(None)
    }
}
