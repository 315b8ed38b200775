//! What an operator may set. It reads no file and no environment: the binary does that.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context, ensure};

/// Settings of a [`Sandbox`](crate::Sandbox).
#[derive(Clone)]
pub struct SandboxConfig {
    /// The SQLite file, created if missing. `:memory:` keeps everything in memory.
    pub database_path: PathBuf,
    /// Where the endpoint is reachable from outside, such as `http://127.0.0.1:8080/sandbox`.
    pub public_url: String,
    /// What callers send as `Authorization: Bearer …`.
    pub api_key: String,
    /// The key of the webhook signatures, used as the bytes it consists of.
    pub webhook_secret: String,
    /// Where events are posted to; none, and they are only recorded.
    pub webhook_url: Option<String>,
    /// Wait before the second delivery attempt; doubles from there, up to a minute.
    pub webhook_retry: Duration,
    /// How long the slow card takes to be answered.
    pub slow: Duration,
    /// How long the stalling card and the `stall` fault take. Set it above the client's timeout.
    pub stall: Duration,
}

impl SandboxConfig {
    /// Settings with the usual delays (1 s between deliveries, 3 s slow, 20 s stalled) and no webhook.
    pub fn new(
        database_path: impl Into<PathBuf>,
        public_url: impl Into<String>,
        api_key: impl Into<String>,
        webhook_secret: impl Into<String>,
    ) -> Self {
        Self {
            database_path: database_path.into(),
            public_url: public_url.into(),
            api_key: api_key.into(),
            webhook_secret: webhook_secret.into(),
            webhook_url: None,
            webhook_retry: Duration::from_secs(1),
            slow: Duration::from_secs(3),
            stall: Duration::from_secs(20),
        }
    }

    /// Refuses what cannot work, and drops the trailing slash of `public_url`.
    pub(crate) fn check(&mut self) -> anyhow::Result<()> {
        ensure!(!self.api_key.is_empty(), "the sandbox needs an API key");
        ensure!(!self.webhook_secret.is_empty(), "the sandbox needs a webhook secret");
        ensure!(is_web_address(&self.public_url), "public_url is no http(s) address: {}", self.public_url);
        if let Some(url) = &self.webhook_url {
            ensure!(is_web_address(url), "webhook_url is no http(s) address: {url}");
        }
        self.public_url.truncate(self.public_url.trim_end_matches('/').len());
        if let Some(folder) = self.database_path.parent() {
            std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
        }
        Ok(())
    }
}

/// Whether a browser or a client may be sent there.
pub(crate) fn is_web_address(address: &str) -> bool {
    reqwest::Url::parse(address).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}
