//! Wakes the outbox after a commit, without ever holding the commit up.

use std::sync::Arc;
use std::time::Duration;

use domain::jobs::{Ticket, Transport};
use domain::store::Nudge;
use tokio::sync::Notify;
use tokio::task::AbortHandle;

use crate::throttle::Throttle;

/// Between two pushes. Under load one flush then publishes the events of many commits; the first nudge after a quiet
/// moment is passed on at once.
const PAUSE: Duration = Duration::from_millis(4);

/// At most one push is under way; nudges that come meanwhile become one more push. A push that fails is forgotten: the
/// scheduler flushes the outbox as well.
pub struct Nudger {
    due: Arc<Notify>,
    pusher: AbortHandle,
}

impl Nudger {
    /// Starts the pushing task on the running runtime. It ends when the nudger is dropped.
    pub fn start(transport: Arc<dyn Transport>) -> Arc<Self> {
        let due = Arc::new(Notify::new());
        let pusher = tokio::spawn(push_when_due(transport, due.clone())).abort_handle();
        Arc::new(Self { due, pusher })
    }
}

impl Nudge for Nudger {
    fn nudge(&self) {
        self.due.notify_one();
    }
}

impl Drop for Nudger {
    fn drop(&mut self) {
        self.pusher.abort();
    }
}

async fn push_when_due(transport: Arc<dyn Transport>, due: Arc<Notify>) {
    let throttle = Throttle::once_per(Duration::from_secs(60));
    loop {
        due.notified().await;
        if let Err(error) = transport.push(&[Ticket::Flush]).await
            && throttle.allows()
        {
            tracing::warn!(error = %error.chain(), "the outbox could not be woken; it is flushed by the scheduler");
        }
        tokio::time::sleep(PAUSE).await;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::atomic::{AtomicUsize, Ordering};

    use async_trait::async_trait;
    use domain::jobs::Queue;
    use tokio::sync::Semaphore;

    use super::*;

    struct Slow {
        pushes: AtomicUsize,
        gate: Semaphore,
        arrived: Notify,
    }

    #[async_trait]
    impl Transport for Slow {
        async fn push(&self, _: &[Ticket]) -> domain::Result<()> {
            self.pushes.fetch_add(1, Ordering::SeqCst);
            self.arrived.notify_one();
            self.gate.acquire().await.unwrap().forget();
            Err(domain::Error::unavailable("Redis", "down"))
        }

        async fn was_wiped(&self) -> bool {
            false
        }

        async fn depth(&self, _: Queue) -> domain::Result<u64> {
            Ok(0)
        }

        async fn is_up(&self) -> bool {
            false
        }
    }

    #[tokio::test]
    async fn nudges_during_a_push_become_one_more_push() {
        let slow =
            Arc::new(Slow { pushes: AtomicUsize::new(0), gate: Semaphore::new(0), arrived: Notify::new() });
        let nudger = Nudger::start(slow.clone());
        nudger.nudge();
        slow.arrived.notified().await;
        for _ in 0..100 {
            nudger.nudge();
        }
        slow.gate.add_permits(2);
        slow.arrived.notified().await;
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(slow.pushes.load(Ordering::SeqCst), 2);
    }
}
