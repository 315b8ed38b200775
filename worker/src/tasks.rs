//! The tasks of a worker, to be waited for when it stops, and cut off when that takes too long.

use std::time::Duration;

use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What is cut off has this long to notice.
const CUT_LIMIT: Duration = Duration::from_secs(1);

#[derive(Clone, Default)]
pub struct Tasks {
    tracker: TaskTracker,
    cut: CancellationToken,
}

impl Tasks {
    /// A task that may be cut off at any await point.
    pub fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let cut = self.cut.clone();
        self.tracker.spawn(async move {
            cut.run_until_cancelled_owned(task).await;
        });
    }

    /// A task that is short and only waited for.
    pub fn spawn_whole(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.tracker.spawn(task);
    }

    /// Waits until all tasks have ended; after `grace` they are cut off. Returns whether they ended by themselves. Nothing
    /// may be spawned from outside a task any more.
    pub async fn end_within(&self, grace: Duration) -> bool {
        self.tracker.close();
        if timeout(grace, self.tracker.wait()).await.is_ok() {
            return true;
        }
        self.cut.cancel();
        if timeout(CUT_LIMIT, self.tracker.wait()).await.is_err() {
            tracing::warn!("some runs do not let themselves be cut off; they are left to their leases");
        }
        false
    }
}
