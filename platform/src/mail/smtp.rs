//! Mails sent by SMTP, over a pool of connections. It keeps no copy.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use domain::notifications::{Mail, Mailer};
use domain::storage::Storage;
use domain::{Error, Result};
use lettre::transport::smtp::{self, PoolConfig, response::Category};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};

use tokio_retry::RetryIf;
use tokio_retry::strategy::{FixedInterval, jitter};

use super::message::{self, refused};
use crate::outside::Gate;

const SERVICE: &str = "the mail server";

/// How long a connection may wait for the next mail; many servers hang up after a minute.
const IDLE: Duration = Duration::from_secs(45);

/// For handing over one mail, with all its steps: shorter than the timeout of its job, which would cut it off unseen.
const LIMIT: Duration = Duration::from_secs(30);

/// The wait before a server that refused the connection is tried again, and how often that is done.
const RECONNECT: (Duration, usize) = (Duration::from_millis(100), 2);

#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// `smtp://host:25`, `smtps://user:password@host` or `smtp+starttls://user:password@host`; the user and password
    /// percent-encoded.
    pub url: SecretString,
    /// For each step of the conversation.
    pub timeout: Duration,
    /// The most connections at once.
    pub pool: u32,
}

pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    storage: Arc<dyn Storage>,
    gate: Gate,
}

impl SmtpMailer {
    /// Attachments are read from `storage`. Nothing is connected yet.
    ///
    /// # Errors
    /// When the URL cannot be read.
    pub fn new(settings: SmtpSettings, storage: Arc<dyn Storage>) -> anyhow::Result<Self> {
        let pool = PoolConfig::new().max_size(settings.pool.max(1)).idle_timeout(IDLE);
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&connection_url(&settings.url)?)
            .context("the URL of the mail server cannot be used")?
            .timeout(Some(settings.timeout))
            .pool_config(pool)
            .build();
        Ok(Self { transport, storage, gate: Gate::free(SERVICE) })
    }

    /// The same, sending through that gate.
    #[must_use]
    pub fn behind(self, gate: Gate) -> Self {
        Self { gate, ..self }
    }

    async fn hand_over(&self, message: Message) -> Result<()> {
        let attempt = || self.transport.send(message.clone());
        // When the connection was refused nothing was sent, so that trying again repeats nothing.
        let waits = FixedInterval::new(RECONNECT.0).map(jitter).take(RECONNECT.1);
        RetryIf::start(waits, attempt, was_refused).await.map(drop).map_err(from_smtp)
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<()> {
        let mut attachments = Vec::with_capacity(mail.attachments.len());
        for attachment in &mail.attachments {
            let content = self.storage.get(&attachment.storage_key).await.map_err(|error| match error {
                // It was stored before the mail was asked for.
                Error::NotFound { .. } => {
                    Error::Corrupt(format!("the attachment {} is not in storage", attachment.storage_key))
                }
                error => error,
            })?;
            attachments.push((attachment, content));
        }
        let message = message::build(mail, attachments)?;
        self.gate.call(LIMIT, self.hand_over(message)).await
    }
}

fn was_refused(error: &smtp::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    cause.is_some_and(|cause| cause.kind() == std::io::ErrorKind::ConnectionRefused)
}

/// Only the server's own "no, never" is final: a refused connection is neither transient nor permanent to the client.
fn from_smtp(error: smtp::Error) -> Error {
    // 530 to 538 (RFC 4954) are about how we log in: for the operator to mend, and no fault of the mail.
    let is_login = error.status().is_some_and(|code| code.category == Category::Unspecified3);
    if is_login {
        tracing::error!(%error, "the mail server does not let us in: {error}");
    }
    if error.is_permanent() && !is_login {
        refused(error.to_string())
    } else {
        Error::unavailable(SERVICE, error)
    }
}

/// The URL as the client wants it: STARTTLS is a parameter there.
pub(crate) fn connection_url(url: &SecretString) -> anyhow::Result<String> {
    let url = url.expose_secret();
    let Some(rest) = url.strip_prefix("smtp+starttls://") else { return Ok(url.to_owned()) };
    let mut url: Url =
        format!("smtp://{rest}").parse().context("the URL of the mail server cannot be read")?;
    url.query_pairs_mut().append_pair("tls", "required");
    Ok(url.into())
}
