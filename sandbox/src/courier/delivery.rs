//! One delivery: signed as Standard Webhooks 1.0 says, over the bytes that are sent.

use std::{sync::Arc, time::Duration};

use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::Utc;
use reqwest::{Client, header::CONTENT_TYPE, redirect};
use ring::hmac;

use super::{
    PARALLEL,
    ledger::{Attempt, DueEvent},
};
use crate::{config::SandboxConfig, store::Store};

/// What the receiver may take to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Knows where events go and how they are signed.
pub(crate) struct Courier {
    pub(super) store: Store,
    client: Client,
    url: String,
    key: hmac::Key,
    retry: Duration,
}

impl Courier {
    /// None if there is no webhook.
    pub(crate) fn new(config: &SandboxConfig, store: Store) -> anyhow::Result<Option<Self>> {
        let Some(url) = config.webhook_url.clone() else { return Ok(None) };
        // The client wants a provider even for plain http. Where the process has one already, this changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .timeout(TIMEOUT)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .pool_max_idle_per_host(PARALLEL);
        if url.starts_with("http:") {
            // Plain http works on a machine without any root certificates.
            client = client.tls_certs_only([]);
        }
        let client = client.build().context("cannot set up the webhook client")?;
        let key = hmac::Key::new(hmac::HMAC_SHA256, config.webhook_secret.as_bytes());
        Ok(Some(Self { store, client, url, key, retry: config.webhook_retry }))
    }

    /// Tries once.
    pub(super) async fn deliver(self: Arc<Self>, event: DueEvent) -> Attempt {
        let DueEvent { seq, id, body, attempts } = event;
        let error = match self.post(&id, body).await {
            Ok(()) => return Attempt::Delivered { seq },
            Err(error) => error,
        };
        let attempts = attempts.saturating_add(1);
        let wait = backoff(self.retry, attempts);
        tracing::warn!(event = %id, attempts, ?wait, error = format!("{error:#}"), "event {id} was not delivered");
        let wait = i64::try_from(wait.as_millis()).expect("a wait is a minute at most");
        Attempt::Failed { seq, attempts, due_at: Utc::now().timestamp_millis() + wait }
    }

    async fn post(&self, id: &str, body: String) -> anyhow::Result<()> {
        let timestamp = Utc::now().timestamp();
        let signature = signature(&self.key, id, timestamp, &body);
        let response = self
            .client
            .post(&self.url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signature)
            .body(body)
            .send()
            .await?;
        let status = response.status();
        anyhow::ensure!(status.is_success(), "the receiver answered {status}");
        Ok(())
    }
}

fn signature(key: &hmac::Key, id: &str, timestamp: i64, body: &str) -> String {
    let tag = hmac::sign(key, format!("{id}.{timestamp}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(tag))
}

/// The wait after so many failed attempts: doubling, up to a minute.
fn backoff(base: Duration, attempts: u32) -> Duration {
    let factor = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
    base.saturating_mul(factor).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_minute() {
        let base = Duration::from_secs(1);
        let cases = [(1, 1), (2, 2), (3, 4), (6, 32), (7, 60), (33, 60), (u32::MAX, 60)];
        for (attempts, seconds) in cases {
            assert_eq!(backoff(base, attempts), Duration::from_secs(seconds), "{attempts}");
        }
    }
}
