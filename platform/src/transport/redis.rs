//! Tickets through Redis, in the wire format and under the keys of Sidekiq.
//!
//! Pushing has a connection of its own beside the pool from which workers fetch: workers that wait in BRPOP must not
//! hold up a push.

use std::collections::BTreeMap;
use std::time::Duration;

use async_trait::async_trait;
use domain::jobs::{Queue, Ticket, Transport};
use domain::{Error, Result};
use redis::{FromRedisValue, Pipeline};
use secrecy::SecretString;
use sidekiq::{RedisConnectionManager, RedisPool, with_custom_namespace};

use super::wire::encode;
use crate::config::RedisConfig;
use crate::redis_link::{Link, LinkError, client, connection_info, namespaced};

const BUDGET: Duration = Duration::from_millis(500);
const PING_BUDGET: Duration = Duration::from_secs(1);

/// Pushes a flush unless one waits already. One that waits is taken after this moment, so its worker sees everything
/// that was committed before: no wake-up is lost. A marker key with an expiry could not promise that, because it
/// outlives a push that failed and a worker that died.
const PUSH_FLUSH: &str = "
    if redis.call('LLEN', KEYS[1]) == 0 then
        redis.call('LPUSH', KEYS[1], ARGV[1])
    end
    return redis.call('SADD', KEYS[2], ARGV[2])";

pub struct RedisTransport {
    link: Link,
    namespace: String,
}

impl RedisTransport {
    /// Does not connect yet.
    ///
    /// # Errors
    /// When the URL is unusable.
    pub fn new(url: &SecretString, namespace: &str) -> anyhow::Result<Self> {
        Ok(Self { link: Link::new(client(url)?, BUDGET), namespace: namespace.to_owned() })
    }

    fn key(&self, key: &str) -> String {
        namespaced(&self.namespace, key)
    }

    async fn ask<T: FromRedisValue>(&self, commands: &Pipeline) -> Result<T> {
        self.link.run(commands).await.map_err(unavailable)
    }
}

fn unavailable(error: LinkError) -> Error {
    Error::unavailable("Redis", error)
}

#[async_trait]
impl Transport for RedisTransport {
    async fn push(&self, tickets: &[Ticket]) -> Result<()> {
        let mut queues: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut commands = redis::pipe();
        for ticket in tickets.iter().filter(|ticket| **ticket != Ticket::Flush) {
            queues.entry(ticket.queue()).or_default().push(encode(ticket));
        }
        if !queues.is_empty() {
            commands.cmd("SADD").arg(self.key("queues")).arg(queues.keys().collect::<Vec<_>>()).ignore();
        }
        for (queue, jobs) in queues {
            commands.cmd("LPUSH").arg(self.key(&format!("queue:{queue}"))).arg(jobs).ignore();
        }
        if tickets.contains(&Ticket::Flush) {
            let queue = Ticket::Flush.queue().to_owned();
            commands
                .cmd("EVAL")
                .arg(PUSH_FLUSH)
                .arg(2)
                .arg(self.key(&format!("queue:{queue}")))
                .arg(self.key("queues"))
                .arg(encode(&Ticket::Flush))
                .arg(queue)
                .ignore();
        }
        if commands.is_empty() {
            return Ok(());
        }
        self.ask::<()>(&commands).await?;
        tickets.iter().for_each(|ticket| super::count("penden_tickets_pushed_total", ticket));
        Ok(())
    }

    /// Redis lost everything when it lost the key that is set here and never removed. The first installation counts
    /// as a loss too, which is harmless.
    async fn was_wiped(&self) -> bool {
        let mut commands = redis::pipe();
        let now = chrono::Utc::now().to_rfc3339();
        commands.cmd("SET").arg(self.key("penden:epoch")).arg(now).arg("NX");
        // While Redis does not answer there is nothing to say; the ticket leases of the ledger cover it.
        matches!(self.ask::<(Option<String>,)>(&commands).await, Ok((Some(_),)))
    }

    async fn depth(&self, queue: Queue) -> Result<u64> {
        let mut commands = redis::pipe();
        commands.cmd("LLEN").arg(self.key(&format!("queue:{}", queue.as_str())));
        let (depth,) = self.ask::<(u64,)>(&commands).await?;
        Ok(depth)
    }

    async fn is_up(&self) -> bool {
        let mut commands = redis::pipe();
        commands.cmd("PING");
        self.link.run_within::<(String,)>(&commands, PING_BUDGET).await.is_ok()
    }
}

/// The pool from which `workers` fetch. Each worker holds a connection in BRPOP, hence more connections than workers;
/// connections live for a minute at most, so that none hangs for ever.
///
/// # Errors
/// When no Redis is configured or its URL is unusable. Does not connect.
pub fn fetch_pool(config: &RedisConfig, workers: usize) -> anyhow::Result<RedisPool> {
    let url = config.url.as_ref().ok_or_else(|| anyhow::anyhow!("redis.url is not set"))?;
    crate::crypto::install();
    let mut pool = bb8::Pool::builder()
        .max_size(u32::try_from(workers + 5)?)
        .max_lifetime(Duration::from_secs(60))
        .connection_timeout(Duration::from_secs(3));
    if !config.namespace.is_empty() {
        pool = pool.connection_customizer(with_custom_namespace(config.namespace.clone()));
    }
    Ok(pool.build_unchecked(RedisConnectionManager::new(connection_info(url)?)?))
}

#[cfg(test)]
mod tests;
