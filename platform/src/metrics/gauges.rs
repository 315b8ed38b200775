//! Gauges that are read when somebody looks: the ledger, the outbox and the connections.
//!
//! The ledger is the same whoever is asked, so every process tells the same of it; dashboards take the highest.

use std::time::{Duration, Instant};

use domain::Store;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::jobs::{self, QUEUES};
use sea_orm::{DatabaseConnection, DbBackend};
use tokio::sync::Mutex;
use tokio::time::timeout;

/// However often it is asked, the ledger is looked at this often at most.
const KEPT: Duration = Duration::from_secs(5);
/// Looking at a long backlog takes time; whoever scrapes does not wait for longer.
const LIMIT: Duration = Duration::from_secs(3);

const STATES: [JobState; 4] = [JobState::Pending, JobState::Queued, JobState::Running, JobState::Dead];

pub struct Gauges {
    store: Store,
    looked: Mutex<Option<Instant>>,
}

impl Gauges {
    pub fn new(store: Store) -> Self {
        Self { store, looked: Mutex::default() }
    }

    /// Brings the gauges up to date. What cannot be found out keeps its value.
    pub async fn refresh(&self) {
        // Held while looking, so that many who ask at once cause one look.
        let mut looked = self.looked.lock().await;
        if looked.is_some_and(|at| at.elapsed() < KEPT) {
            return;
        }
        self.connections();
        match timeout(LIMIT, self.ledger()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::debug!(error = error.chain(), "the ledger could not be measured"),
            Err(_) => tracing::debug!("the ledger took too long to measure"),
        }
        *looked = Some(Instant::now());
    }

    async fn ledger(&self) -> domain::Result<()> {
        let overview = jobs::overview(self.store.read()).await?;
        let oldest = jobs::oldest_due(self.store.read()).await?;
        let now = now();
        for queue in QUEUES.iter().map(|queue| queue.as_str()) {
            for state in STATES {
                let of_this = |(of, stands, _): &&(String, JobState, i64)| of == queue && *stands == state;
                let jobs = overview.counts.iter().find(of_this).map_or(0, |(_, _, jobs)| *jobs);
                metrics::gauge!("penden_jobs", "queue" => queue, "state" => state.as_str()).set(jobs as f64);
            }
            let due = oldest.iter().find(|(of, _)| of == queue).map(|(_, due)| *due);
            let waited = due.and_then(|due| (now - due).to_std().ok()).unwrap_or_default();
            metrics::gauge!("penden_oldest_job_seconds", "queue" => queue).set(waited.as_secs_f64());
        }
        let lag = overview.oldest_event.and_then(|at| (now - at).to_std().ok()).unwrap_or_default();
        metrics::gauge!("penden_outbox_lag_seconds").set(lag.as_secs_f64());
        metrics::gauge!("penden_outbox_events").set(overview.unpublished_events as f64);
        Ok(())
    }

    fn connections(&self) {
        let store = &self.store;
        let pools = match store.backend() {
            DbBackend::Sqlite => vec![("read", store.read()), ("write", store.writer())],
            _ => vec![("strict", store.writer()), ("relaxed", store.relaxed())],
        };
        for (pool, connections) in pools {
            let (open, idle) = size(connections);
            for (state, count) in [("idle", idle), ("used", open.saturating_sub(idle))] {
                metrics::gauge!("penden_db_connections", "pool" => pool, "state" => state).set(count as f64);
            }
        }
    }
}

/// Open connections, and how many of them have nothing to do.
fn size(connections: &DatabaseConnection) -> (usize, usize) {
    if connections.get_database_backend() == DbBackend::Sqlite {
        let pool = connections.get_sqlite_connection_pool();
        (pool.size() as usize, pool.num_idle())
    } else {
        let pool = connections.get_postgres_connection_pool();
        (pool.size() as usize, pool.num_idle())
    }
}
