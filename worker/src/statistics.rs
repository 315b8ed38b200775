//! What Sidekiq's Web UI shows of this worker: that it lives, what it runs now, and how much it has done.
//!
//! Written every few seconds from what runs at that moment, not with every job: a job that is over within a second may
//! never be seen. Redis being away costs nothing but these figures. The keys are those of Sidekiq's own heartbeat; the
//! name of the process is its name in the ledger, which rusty-sidekiq's publisher would not let us choose.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::Utc;
use domain::jobs::Presence;
use platform::config::RedisConfig;
use platform::redis_link::{Link, LinkError, client, namespaced};
use redis::Pipeline;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::context::Context;
use crate::running::Snapshot;

const EVERY: Duration = Duration::from_secs(2);
const LIMIT: Duration = Duration::from_secs(2);
/// What is not renewed goes, seconds.
const EXPIRY: usize = 60;
/// Sidekiq 7 reads the first, Sidekiq 6 the second.
const WORK_KEYS: [&str; 2] = ["work", "workers"];

/// Runs that have ended.
#[derive(Default)]
pub struct Tally {
    pub processed: AtomicU64,
    pub failed: AtomicU64,
}

pub struct Statistics {
    link: Link,
    namespace: String,
    presence: Presence,
}

impl Statistics {
    /// `None` without Redis.
    ///
    /// # Errors
    /// When Redis' settings are unusable. Does not connect.
    pub fn new(config: &RedisConfig, presence: Presence) -> anyhow::Result<Option<Self>> {
        let Some(url) = &config.url else { return Ok(None) };
        let link = Link::new(client(url)?, LIMIT);
        Ok(Some(Self { link, namespace: config.namespace.clone(), presence }))
    }

    /// Publishes for ever; `quiet` says that the worker takes no more jobs.
    pub async fn publish(&self, context: &Context, quiet: &CancellationToken) {
        let mut counted = (0, 0);
        loop {
            let tally = &context.tally;
            let now = (tally.processed.load(Ordering::Relaxed), tally.failed.load(Ordering::Relaxed));
            let mut commands = redis::pipe();
            let runs = context.running.snapshot();
            self.process(&mut commands, runs.len(), quiet.is_cancelled());
            self.runs(&mut commands, &runs);
            self.totals(&mut commands, now.0 - counted.0, now.1 - counted.1);
            match self.send(&commands).await {
                Ok(()) => counted = now,
                Err(error) => tracing::debug!(%error, "the process statistics could not be published"),
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Takes the process off the list of those that live.
    pub async fn leave(&self) {
        let mut commands = redis::pipe();
        commands.cmd("SREM").arg(self.key("processes")).arg(&self.presence.id).ignore();
        commands.cmd("UNLINK").arg(self.key(&self.presence.id)).ignore();
        for name in WORK_KEYS {
            commands.cmd("UNLINK").arg(self.work_key(name)).ignore();
        }
        if let Err(error) = self.send(&commands).await {
            tracing::debug!(%error, "the process is left to expire from the statistics");
        }
    }

    fn process(&self, commands: &mut Pipeline, busy: usize, quiet: bool) {
        let presence = &self.presence;
        let mut parts = presence.id.splitn(2, ':');
        let queues: Vec<&str> = presence.queues.iter().map(|queue| queue.as_str()).collect();
        let info = json!({
            "hostname": parts.next(),
            "identity": presence.id,
            "started_at": seconds(presence.started_at.timestamp_millis()),
            "pid": std::process::id(),
            "tag": "penden",
            "concurrency": presence.concurrency,
            "queues": queues,
            "labels": [],
            "version": presence.version,
            "embedded": false,
        });
        let key = self.key(&presence.id);
        commands
            .cmd("HSET")
            .arg(&key)
            .arg(&["info", &info.to_string()])
            .arg("concurrency")
            .arg(presence.concurrency)
            .arg("busy")
            .arg(busy)
            .arg("beat")
            .arg(seconds(Utc::now().timestamp_millis()))
            .arg(&["rtt_us", "0", "quiet", if quiet { "true" } else { "false" }])
            .arg("rss")
            .arg(resident_kib())
            .ignore();
        commands.cmd("EXPIRE").arg(key).arg(EXPIRY).ignore();
        commands.cmd("SADD").arg(self.key("processes")).arg(&presence.id).ignore();
    }

    fn runs(&self, commands: &mut Pipeline, runs: &[Snapshot]) {
        for name in WORK_KEYS {
            let key = self.work_key(name);
            commands.cmd("DEL").arg(&key).ignore();
            if runs.is_empty() {
                continue;
            }
            let set = commands.cmd("HSET").arg(&key);
            for run in runs {
                set.arg(thread(run)).arg(work(run));
            }
            set.ignore();
            commands.cmd("EXPIRE").arg(key).arg(EXPIRY).ignore();
        }
    }

    fn totals(&self, commands: &mut Pipeline, processed: u64, failed: u64) {
        let today = Utc::now().format("%Y-%m-%d");
        for (name, more) in [("processed", processed), ("failed", failed)] {
            for key in [format!("stat:{name}"), format!("stat:{name}:{today}")] {
                commands.cmd("INCRBY").arg(self.key(&key)).arg(more).ignore();
            }
        }
    }

    async fn send(&self, commands: &Pipeline) -> Result<(), LinkError> {
        self.link.run::<()>(commands).await
    }

    fn key(&self, key: &str) -> String {
        namespaced(&self.namespace, key)
    }

    fn work_key(&self, name: &str) -> String {
        self.key(&format!("{}:{name}", self.presence.id))
    }
}

fn seconds(millis: i64) -> f64 {
    millis as f64 / 1e3
}

/// Sidekiq has a thread for each job; here the end of the job's id stands for one.
fn thread(run: &Snapshot) -> String {
    run.id.simple().to_string().split_off(20)
}

fn work(run: &Snapshot) -> String {
    let begun = run.begun.timestamp();
    let payload = json!({
        "class": run.kind,
        "args": [{ "job_id": run.id }],
        "jid": run.id.simple().to_string().split_off(8),
        "queue": run.queue.as_str(),
        "created_at": begun,
        "enqueued_at": begun,
        "retry": false,
    });
    json!({ "queue": run.queue.as_str(), "payload": payload.to_string(), "run_at": begun }).to_string()
}

/// Memory of this process; 0 where the system does not tell.
fn resident_kib() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm")
        .ok()
        .and_then(|text| text.split_whitespace().nth(1)?.parse::<u64>().ok());
    pages.unwrap_or(0) * 4
}
