//! The port to the cache of catalogue answers. Best effort: with or without it the answers are the same.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;

use crate::clock::Timestamp;
use crate::error::Result;

/// A rendered answer and its entity tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cached {
    pub body: Bytes,
    /// Quoted, as it goes into the `ETag` header.
    pub etag: Arc<str>,
    /// From then on it may be wrong by the clock alone: products appear and go at their time.
    pub until: Option<Timestamp>,
}

/// Makes the answer when it is not in the cache.
pub type Fill<'a> = Pin<Box<dyn Future<Output = Result<Cached>> + Send + 'a>>;

#[async_trait]
pub trait Cache: Send + Sync {
    /// The answer under `key`, made by `fill` if need be: once, however many ask for it at the same time. What `fill`
    /// refuses is not kept.
    async fn get_or_fill(&self, key: &str, fill: Fill<'_>) -> Result<Cached>;

    /// Forgets everything about the catalogue, in every process that shares the cache.
    async fn invalidate(&self) -> Result<()>;
}
