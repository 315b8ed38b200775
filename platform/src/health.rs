//! Whether this process can do its work. Ready means that the database answers: without Redis orders are still taken
//! and everything else happens later.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::Store;
use domain::clock::{Timestamp, now};
use domain::jobs::{self, Transport};
use serde::Serialize;
use tokio::sync::Mutex;
use tokio::time::timeout;

const LIMIT: Duration = Duration::from_secs(1);
/// However often it is asked, the database is looked at twice a second at most.
const KEPT: Duration = Duration::from_millis(500);
/// How far behind the work is costs more to find out and changes slowly.
const LAG_KEPT: Duration = Duration::from_secs(5);

#[derive(Debug, Clone, Serialize)]
pub struct HealthReport {
    pub ready: bool,
    pub database: ComponentHealth,
    pub transport: ComponentHealth,
    /// How long the oldest due job has waited; `None` when there is none or it is not known.
    pub oldest_job_seconds: Option<i64>,
    /// Age of the oldest event that is not published yet.
    pub outbox_lag_seconds: Option<i64>,
}

#[derive(Debug, Clone, Serialize)]
pub struct ComponentHealth {
    pub ok: bool,
    /// How long it took to find out.
    pub millis: u64,
}

#[derive(Debug, Clone, Copy, Default)]
struct Lag {
    oldest_job_seconds: Option<i64>,
    outbox_lag_seconds: Option<i64>,
}

pub struct Health {
    store: Store,
    transport: Arc<dyn Transport>,
    last: Mutex<Last>,
}

#[derive(Default)]
struct Last {
    report: Option<(Instant, HealthReport)>,
    lag: Option<(Instant, Lag)>,
}

impl Health {
    pub fn new(store: Store, transport: Arc<dyn Transport>) -> Self {
        Self { store, transport, last: Mutex::default() }
    }

    /// The state, at most half a second old, within about a second.
    pub async fn check(&self) -> HealthReport {
        // Held while looking, so that many who ask at once cause one look.
        let mut last = self.last.lock().await;
        if let Some((_, report)) = last.report.as_ref().filter(|(at, _)| at.elapsed() < KEPT) {
            return report.clone();
        }
        let known = last.lag.filter(|(at, _)| at.elapsed() < LAG_KEPT);
        let (database, transport, lag) = tokio::join!(
            measured(async { self.store.read().ping().await.is_ok() }),
            measured(self.transport.is_up()),
            async {
                match known {
                    Some(known) => known,
                    None => (Instant::now(), self.lag().await),
                }
            },
        );
        let (_, Lag { oldest_job_seconds, outbox_lag_seconds }) = lag;
        let report =
            HealthReport { ready: database.ok, database, transport, oldest_job_seconds, outbox_lag_seconds };
        *last = Last { report: Some((Instant::now(), report.clone())), lag: Some(lag) };
        report
    }

    async fn lag(&self) -> Lag {
        let Ok(Ok(overview)) = timeout(LIMIT, jobs::overview(self.store.read())).await else {
            return Lag::default();
        };
        let now = now();
        let age = |since: Timestamp| (now - since).num_seconds().max(0);
        Lag {
            oldest_job_seconds: overview.oldest_due.map(age),
            outbox_lag_seconds: overview.oldest_event.map(age),
        }
    }
}

async fn measured(check: impl Future<Output = bool>) -> ComponentHealth {
    let begun = Instant::now();
    let ok = timeout(LIMIT, check).await.unwrap_or(false);
    ComponentHealth { ok, millis: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::config::Config;
    use crate::transport::RedisTransport;

    #[tokio::test]
    async fn without_redis_a_process_is_ready_all_the_same() {
        let folder = std::env::temp_dir().join(format!("penden-{}", uuid::Uuid::new_v4()));
        let env = [("PENDEN_DATA_DIR".to_owned(), folder.display().to_string())];
        let store = crate::database::connect(&Config::load(env).unwrap()).await.unwrap();
        let dead = Arc::new(RedisTransport::new(&"redis://127.0.0.1:1".into(), "").unwrap());
        let health = Health::new(store.clone(), dead);
        let report = health.check().await;
        assert!(report.ready && report.database.ok && !report.transport.ok, "{report:?}");
        assert_eq!(report.oldest_job_seconds, None, "there is no ledger yet");

        store.read().clone().close().await.unwrap();
        health.last.lock().await.report = None;
        assert!(!health.check().await.ready);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
