//! The port to where files are kept: invoices and pictures. A folder or an S3-compatible service, see `platform`.

pub mod parts;

use async_trait::async_trait;
use bytes::Bytes;

use crate::error::Result;

#[async_trait]
pub trait Storage: Send + Sync {
    /// Stores `content` under `key` (`invoices/2026/2026-000001.pdf`), replacing what was there. Whole or not at all.
    async fn put(&self, key: &str, content: Bytes, content_type: &str) -> Result<()>;

    /// # Errors
    /// `NotFound` when there is nothing under `key`.
    async fn get(&self, key: &str) -> Result<Bytes>;

    /// Removing what is not there is fine.
    async fn delete(&self, key: &str) -> Result<()>;
}
