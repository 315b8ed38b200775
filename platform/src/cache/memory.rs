//! The cache of a process that has its catalogue to itself.

use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use domain::Result;
use domain::catalog::{Cache, Cached, Fill};

use super::answers::Answers;
use crate::config::CacheConfig;

pub struct MemoryCache {
    answers: Answers,
    generation: AtomicU64,
}

impl MemoryCache {
    pub fn new(config: &CacheConfig) -> Self {
        let answers = Answers::new(config.capacity_bytes(), config.lifetime());
        Self { answers, generation: AtomicU64::new(0) }
    }
}

#[async_trait]
impl Cache for MemoryCache {
    async fn get_or_fill(&self, key: &str, fill: Fill<'_>) -> Result<Cached> {
        let generation = self.generation.load(Ordering::Acquire);
        self.answers.get_or_fill(format!("{generation}:{key}"), fill).await
    }

    async fn invalidate(&self) -> Result<()> {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.answers.clear();
        Ok(())
    }
}

#[cfg(test)]
mod tests;
