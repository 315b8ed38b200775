//! Asking the services around a process how they are: for an operator who wants to know, not for running.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use bytes::Bytes;
use domain::storage::Storage;
use lettre::{AsyncSmtpTransport, Tokio1Executor};
use secrecy::SecretString;
use tokio::time::timeout;

use crate::{mail, redis_link};

const LIMIT: Duration = Duration::from_secs(3);

/// What Redis says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RedisReport {
    pub version: String,
    /// What it does when its memory is full: `noeviction` refuses writes, everything else forgets keys.
    pub eviction: String,
}

/// # Errors
/// When Redis cannot be reached or does not answer within three seconds.
pub async fn redis(url: &SecretString) -> anyhow::Result<RedisReport> {
    let client = redis_link::client(url)?;
    let asked = async {
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("INFO").query_async::<String>(&mut connection).await
    };
    let info = timeout(LIMIT, asked).await.context("it did not answer within three seconds")??;
    let field = |name: &str| {
        let value = info.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        value.unwrap_or_default().trim().to_owned()
    };
    Ok(RedisReport { version: field("redis_version"), eviction: field("maxmemory_policy") })
}

/// Connects to the mail server, logs in, and sends nothing.
///
/// # Errors
/// When that does not work within three seconds.
pub async fn smtp(url: &SecretString) -> anyhow::Result<()> {
    let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&mail::connection_url(url)?)?
        .timeout(Some(LIMIT))
        .build::<Tokio1Executor>();
    match timeout(LIMIT, transport.test_connection())
        .await
        .context("it did not answer within three seconds")?
    {
        Ok(true) => Ok(()),
        Ok(false) => bail!("it answered, but does not want to work"),
        Err(error) => Err(error.into()),
    }
}

/// Writes a small file, reads it and removes it again.
///
/// # Errors
/// When any of that fails.
pub async fn storage(storage: &dyn Storage) -> anyhow::Result<()> {
    let (key, content) = ("doctor/probe.txt", Bytes::from_static(b"written by penden doctor"));
    storage.put(key, content.clone(), "text/plain").await.context("nothing can be written")?;
    let read = storage.get(key).await.context("what was written cannot be read")?;
    storage.delete(key).await.context("what was written cannot be removed")?;
    anyhow::ensure!(read == content, "what was written is read back as something else");
    Ok(())
}

/// Bytes that a file in that folder could still take.
///
/// # Errors
/// When the folder is not there.
pub fn free_bytes(folder: &Path) -> std::io::Result<u64> {
    let of = rustix::fs::statvfs(folder)?;
    Ok(of.f_bavail.saturating_mul(of.f_frsize))
}
