//! Taking tickets from Redis: many in one round trip, by rusty-sidekiq's connection and in its wire format.
//!
//! One connection of its own, because it blocks while nothing waits. Every call has a limit of time; whatever goes wrong,
//! the connection is thrown away and made anew, so that one that is cut off without a word does not hang a worker. A
//! queue whose key is not a list is passed over, and does not hold up the others. A payload that nobody can read is
//! logged and dropped: if it was a ticket of ours, the ledger sends it again.

use std::collections::HashSet;
use std::time::Duration;

use bb8::ManageConnection;
use domain::jobs::{Queue, Ticket};
use redis::Script;
use sidekiq::{RedisConnection, RedisConnectionManager};
use tokio::time::timeout;

use super::{Wanted, parse};
use crate::config::RedisConfig;
use crate::redis_link::{connection_info, namespaced};

const CONNECT_LIMIT: Duration = Duration::from_secs(3);
const TAKE_LIMIT: Duration = Duration::from_secs(3);
/// Seconds for which a wait blocks. Short, because which queues are waited for may change meanwhile.
const BLOCK: usize = 1;
const WAIT_LIMIT: Duration = Duration::from_secs(4);

/// `ARGV[1]` tickets at most; then a share and a limit for each key. Answers with the tickets and the keys that failed.
/// `pcall`, because an error in the middle would lose what had been taken before.
const TAKE: &str = "
    local room = tonumber(ARGV[1])
    local tickets, failed, taken = {}, {}, {}
    for pass = 1, 2 do
        for i, key in ipairs(KEYS) do
            taken[i] = taken[i] or 0
            local wanted = math.min(tonumber(ARGV[2 * i + pass - 1]) - taken[i], room)
            if wanted > 0 and not failed[key] then
                local popped = redis.pcall('RPOP', key, wanted)
                if popped and popped.err then
                    failed[key] = popped.err
                elseif popped then
                    for _, ticket in ipairs(popped) do tickets[#tickets + 1] = ticket end
                    taken[i] = taken[i] + #popped
                    room = room - #popped
                end
            end
        end
    end
    local errors = {}
    for key, err in pairs(failed) do errors[#errors + 1] = key; errors[#errors + 1] = err end
    return {tickets, errors}";

/// Why no tickets came.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    #[error("Redis did not answer in time")]
    TimedOut,
    #[error("Redis failed: {0}")]
    Failed(#[from] redis::RedisError),
    #[error("no queue can be read: {0}")]
    Unreadable(String),
}

pub struct RedisFetcher {
    manager: RedisConnectionManager,
    namespace: String,
    script: Script,
    connection: Option<RedisConnection>,
    /// Keys that could not be read the last time.
    unreadable: HashSet<String>,
}

impl RedisFetcher {
    /// Does not connect yet.
    ///
    /// # Errors
    /// When no Redis is configured or its URL is unusable.
    pub fn new(config: &RedisConfig) -> anyhow::Result<Self> {
        let url = config.url.as_ref().ok_or_else(|| anyhow::anyhow!("redis.url is not set"))?;
        crate::crypto::install();
        Ok(Self {
            manager: RedisConnectionManager::new(connection_info(url)?)?,
            namespace: config.namespace.clone(),
            script: Script::new(TAKE),
            connection: None,
            unreadable: HashSet::new(),
        })
    }

    /// Tickets that wait now, `total` at most; perhaps none. See [`Wanted`] for whose turn it is.
    pub async fn take(&mut self, wanted: &[Wanted], total: usize) -> Result<Vec<Ticket>, FetchError> {
        let mut connection = self.connected().await?;
        let mut invocation = self.script.prepare_invoke();
        invocation.arg(total);
        for wanted in wanted {
            invocation.key(self.key(wanted.queue)).arg(wanted.share.min(wanted.limit)).arg(wanted.limit);
        }
        let answer = timeout(
            TAKE_LIMIT,
            invocation.invoke_async::<(Vec<String>, Vec<String>)>(connection.unnamespaced_borrow_mut()),
        );
        let (tickets, errors) = answer.await.map_err(|_| FetchError::TimedOut)??;
        self.connection = Some(connection);
        self.unreadable = errors.chunks(2).filter_map(|pair| pair.first()).cloned().collect();
        match errors.get(1) {
            Some(error) if tickets.is_empty() && self.unreadable.len() == wanted.len() => {
                Err(FetchError::Unreadable(error.clone()))
            }
            error => {
                if let Some(error) = error {
                    tracing::warn!("{} of the queues cannot be read: {error}", self.unreadable.len());
                }
                Ok(tickets.iter().filter_map(|text| read(text)).collect())
            }
        }
    }

    /// Waits a second for the next ticket of one of the queues, and takes it if it comes.
    pub async fn wait(&mut self, queues: &[Queue]) -> Result<Option<Ticket>, FetchError> {
        let readable = |queue: &&Queue| !self.unreadable.contains(&self.key(**queue));
        // The connection adds the namespace.
        let keys: Vec<String> =
            queues.iter().filter(readable).map(|queue| format!("queue:{}", queue.as_str())).collect();
        if keys.is_empty() {
            tokio::time::sleep(Duration::from_secs(BLOCK as u64)).await;
            return Ok(None);
        }
        let mut connection = self.connected().await?;
        let popped = timeout(WAIT_LIMIT, connection.brpop(keys, BLOCK)).await;
        let popped = popped.map_err(|_| FetchError::TimedOut)??;
        self.connection = Some(connection);
        Ok(popped.and_then(|(_, text)| read(&text)))
    }

    /// The connection, out of its place: an error or a caller that gives up drops it.
    async fn connected(&mut self) -> Result<RedisConnection, FetchError> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => {
                let connection = timeout(CONNECT_LIMIT, self.manager.connect()).await;
                let connection = connection.map_err(|_| FetchError::TimedOut)??;
                Ok(if self.namespace.is_empty() {
                    connection
                } else {
                    connection.with_namespace(self.namespace.clone())
                })
            }
        }
    }

    fn key(&self, queue: Queue) -> String {
        namespaced(&self.namespace, &format!("queue:{}", queue.as_str()))
    }
}

fn read(text: &str) -> Option<Ticket> {
    let job: sidekiq::Job = match serde_json::from_str(text) {
        Ok(job) => job,
        Err(error) => {
            tracing::warn!(%error, "something that is no job was on our queue; dropped");
            return None;
        }
    };
    let ticket = parse(&job);
    if ticket.is_none() {
        tracing::warn!(class = job.class, "a foreign job was on our queue; dropped");
    }
    ticket
}

#[cfg(test)]
mod tests;
