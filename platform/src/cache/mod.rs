//! Catalogue answers, kept in the process and, with Redis, shared between processes. Best effort: an outage costs
//! latency, never a wrong answer.
//!
//! An answer is kept under the generation that was current before it was made. Invalidating changes the generation, so
//! what was made from the state before cannot be found afterwards, even if it is stored later.

mod answers;
mod memory;
mod redis;
mod wire;

use std::sync::Arc;

use domain::catalog::Cache;

use crate::config::Config;

pub use self::memory::MemoryCache;
pub use self::redis::RedisCache;

/// The cache that the configuration names. Starts tasks on the running runtime.
///
/// # Errors
/// When the URL of Redis is unusable. A Redis that is down is no error.
pub fn open(config: &Config) -> anyhow::Result<Arc<dyn Cache>> {
    Ok(match &config.redis.url {
        Some(url) => Arc::new(RedisCache::open(url, &config.redis.namespace, &config.cache)?),
        None => Arc::new(MemoryCache::new(&config.cache)),
    })
}
