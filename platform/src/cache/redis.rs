//! The cache that processes share: memory in front, Redis behind.
//!
//! The generation is a random token in Redis. A counter would start again when Redis loses its keys, and could meet
//! answers of its earlier life. Each process asks for the token once a second at most, and is told by a message when it
//! changes: without the message, an old answer lives for that second at most.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use domain::catalog::{Cache, Cached, Fill};
use domain::clock::now;
use domain::{Error, Result};
use futures_util::StreamExt;
use secrecy::SecretString;
use tokio::sync::Semaphore;
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::answers::Answers;
use super::wire;
use crate::config::CacheConfig;
use crate::redis_link::{Link, LinkError, client, namespaced};
use crate::throttle::Throttle;

/// What Redis may cost one request, everything together. Timers run a millisecond or two late; five is the promise.
const BUDGET: Duration = Duration::from_millis(3);
/// Invalidations are rare and must arrive.
const INVALIDATE_BUDGET: Duration = Duration::from_millis(500);
/// Answers on their way to Redis at the same time; further ones are not shared.
const STORES: usize = 64;
const RECONNECT_AFTER: Duration = Duration::from_secs(1);

pub struct RedisCache {
    shared: Arc<Shared>,
    listener: AbortHandle,
}

struct Shared {
    link: Link,
    answers: Answers,
    generation: Mutex<Generation>,
    lifetime: Duration,
    memory_lifetime: Duration,
    namespace: String,
    stores: Semaphore,
    throttle: Throttle,
}

struct Generation {
    /// Counts the changes that this process knows of; part of every key in memory.
    serial: u64,
    /// `None` until Redis has told: then only memory is used.
    token: Option<Arc<str>>,
    /// When Redis was asked last.
    asked: Option<Instant>,
    /// Invalidations of this process, and how many of them Redis has been told. While they differ, what is in Redis may
    /// be old.
    made: u64,
    told: u64,
}

impl RedisCache {
    /// Starts listening for invalidations on the running runtime. Does not wait for Redis.
    ///
    /// # Errors
    /// When the URL is unusable.
    pub fn open(url: &SecretString, namespace: &str, config: &CacheConfig) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared {
            link: Link::new(client(url)?, BUDGET),
            answers: Answers::new(config.capacity_bytes(), config.memory_lifetime()),
            generation: Mutex::new(Generation { serial: 0, token: None, asked: None, made: 0, told: 0 }),
            lifetime: config.lifetime(),
            memory_lifetime: config.memory_lifetime(),
            namespace: namespace.to_owned(),
            stores: Semaphore::new(STORES),
            throttle: Throttle::once_per(Duration::from_secs(60)),
        });
        let listener = tokio::spawn(listen(Arc::downgrade(&shared))).abort_handle();
        Ok(Self { shared, listener })
    }
}

impl Drop for RedisCache {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

#[async_trait]
impl Cache for RedisCache {
    async fn get_or_fill(&self, key: &str, fill: Fill<'_>) -> Result<Cached> {
        let deadline = Instant::now() + BUDGET;
        let (serial, token) = self.shared.current(deadline).await;
        let filled = self.shared.get_or_fill_shared(key, serial, token, deadline, fill);
        self.shared.answers.get_or_fill(format!("{serial}:{key}"), filled).await
    }

    async fn invalidate(&self) -> Result<()> {
        self.shared.forget();
        self.shared.tell(INVALIDATE_BUDGET).await.map_err(|error| Error::unavailable("Redis", error))
    }
}

impl Shared {
    fn generation(&self) -> MutexGuard<'_, Generation> {
        self.generation.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn key(&self, key: &str) -> String {
        namespaced(&self.namespace, &format!("penden:catalog:{key}"))
    }

    /// The serial for memory and the token for Redis, renewed when it is time. While one caller renews it, the others
    /// use what is known.
    async fn current(&self, deadline: Instant) -> (u64, Option<Arc<str>>) {
        let (serial, must_tell) = {
            let mut generation = self.generation();
            let is_known = generation.asked.is_some_and(|asked| asked.elapsed() < self.memory_lifetime);
            if is_known {
                return (generation.serial, generation.usable_token());
            }
            generation.asked = Some(Instant::now());
            (generation.serial, generation.made > generation.told)
        };
        let budget = deadline.saturating_duration_since(Instant::now());
        let renewed = if must_tell { self.tell(budget).await } else { self.renew(serial, budget).await };
        let is_reached = renewed.inspect_err(|error| self.complain(error)).is_ok();
        let generation = self.generation();
        // A Redis that just failed is not asked a second time for the same request.
        (generation.serial, generation.usable_token().filter(|_| is_reached))
    }

    async fn renew(&self, serial: u64, budget: Duration) -> Result<(), LinkError> {
        let mut commands = redis::pipe();
        let key = self.key("generation");
        commands.cmd("SET").arg(&key).arg(new_token()).arg("NX").ignore().cmd("GET").arg(&key);
        let (token,): (String,) = self.link.run_within(&commands, budget).await?;
        let mut generation = self.generation();
        // An invalidation that came in meanwhile knows better.
        if generation.serial == serial {
            generation.adopt(&token);
        }
        Ok(())
    }

    /// Forgets what this process has, at once, and notes that Redis must be told.
    fn forget(&self) {
        {
            let mut generation = self.generation();
            generation.serial += 1;
            generation.made += 1;
        }
        self.answers.clear();
    }

    /// Tells Redis and, through it, everybody.
    async fn tell(&self, budget: Duration) -> Result<(), LinkError> {
        let made = self.generation().made;
        let token = new_token();
        let mut commands = redis::pipe();
        commands.cmd("SET").arg(self.key("generation")).arg(&token).ignore();
        commands.cmd("PUBLISH").arg(self.key("invalidations")).arg(&token).ignore();
        self.link.run_within::<()>(&commands, budget).await?;
        let mut generation = self.generation();
        generation.token = Some(token.into());
        generation.told = generation.told.max(made);
        Ok(())
    }

    /// Another process invalidated.
    fn hear(&self, token: &str) {
        if self.generation().adopt(token) {
            self.answers.clear();
        }
    }

    async fn get_or_fill_shared(
        self: &Arc<Self>,
        key: &str,
        serial: u64,
        token: Option<Arc<str>>,
        deadline: Instant,
        fill: Fill<'_>,
    ) -> Result<Cached> {
        let Some(token) = token else {
            return fill.await;
        };
        let shared_key = self.key(&format!("{token}:{}:{key}", wire::VERSION));
        if let Some(answer) = self.load(&shared_key, deadline).await {
            return Ok(answer);
        }
        let answer = fill.await?;
        if self.generation().serial == serial {
            self.store(shared_key, &answer);
        }
        Ok(answer)
    }

    async fn load(&self, key: &str, deadline: Instant) -> Option<Cached> {
        let mut commands = redis::pipe();
        commands.cmd("GET").arg(key);
        let budget = deadline.saturating_duration_since(Instant::now());
        let answer = self.link.run_within::<(Option<Vec<u8>>,)>(&commands, budget).await;
        let (value,) = answer.inspect_err(|error| self.complain(error)).ok()?;
        wire::decode(value?).filter(|answer| answer.until.is_none_or(|until| until > now()))
    }

    /// In the background: the request does not wait for it.
    fn store(self: &Arc<Self>, key: String, answer: &Cached) {
        let Some(value) = wire::encode(answer) else {
            return;
        };
        let shared = self.clone();
        tokio::spawn(async move {
            let Ok(_permit) = shared.stores.try_acquire() else {
                return;
            };
            let lifetime = u64::try_from(shared.lifetime.as_millis()).unwrap_or(u64::MAX);
            let mut commands = redis::pipe();
            commands.cmd("SET").arg(key).arg(value).arg("PX").arg(lifetime).ignore();
            if let Err(error) = shared.link.run::<()>(&commands).await {
                shared.complain(&error);
            }
        });
    }

    fn complain(&self, error: &LinkError) {
        if self.throttle.allows() {
            tracing::warn!(%error, "the cache works without Redis: {error}");
        }
    }
}

impl Generation {
    fn usable_token(&self) -> Option<Arc<str>> {
        self.token.clone().filter(|_| self.made == self.told)
    }

    /// Takes over the token that Redis has. True when that is news.
    fn adopt(&mut self, token: &str) -> bool {
        let is_news = self.token.as_deref() != Some(token);
        if is_news {
            self.serial += 1;
            self.token = Some(token.into());
        }
        is_news
    }
}

fn new_token() -> String {
    Uuid::new_v4().simple().to_string()
}

/// Waits for the invalidations of other processes until the cache is gone. Whenever the connection is made anew, the
/// token is asked for again, because messages may have been missed.
async fn listen(cache: Weak<Shared>) {
    while let Some(shared) = cache.upgrade() {
        let (client, channel) = (shared.link.client().clone(), shared.key("invalidations"));
        drop(shared);
        if let Ok(mut messages) = client.get_async_pubsub().await
            && messages.subscribe(&channel).await.is_ok()
        {
            if let Some(shared) = cache.upgrade() {
                shared.generation().asked = None;
            }
            let mut messages = messages.into_on_message();
            while let Some(message) = messages.next().await {
                if let (Some(shared), Ok(token)) = (cache.upgrade(), message.get_payload::<String>()) {
                    shared.hear(&token);
                }
            }
        }
        tokio::time::sleep(RECONNECT_AFTER).await;
    }
}

#[cfg(test)]
mod tests;
