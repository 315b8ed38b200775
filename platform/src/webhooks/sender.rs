//! One attempt to deliver a webhook over HTTP.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

use async_trait::async_trait;
use domain::clock::now;
use domain::outside::{self, Rate, Slot};
use domain::webhooks::{Attempt, Message, Sender};
use domain::{Error, Result, Store};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response, redirect};
use url::Url;
use uuid::Uuid;

use super::address::Allowed;
use super::gate::{Gate, Pass};
use super::resolver::{GuardedResolver, Lookup, system};
use super::sign::signatures;
use crate::config::WebhooksConfig;
use crate::outbound::retry_after;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);
/// A slot in the rate of the endpoint is waited for this long; for a later one the job is put off.
const PATIENCE: Duration = Duration::from_secs(1);
/// What is kept of an answer, bytes.
const ANSWER: usize = 1_024;
/// How long is waited for the body of an answer whose status is known already.
const BODY: Duration = Duration::from_secs(2);

pub struct HttpSender {
    allowed: Arc<Allowed>,
    gate: Arc<Gate>,
    pace: Option<Pace>,
    timeout: Duration,
    lookup: Lookup,
    plain: OnceLock<Client>,
    secure: OnceLock<Client>,
}

impl HttpSender {
    /// # Errors
    /// When an allowed network cannot be read.
    pub fn new(config: &WebhooksConfig, store: &Store) -> anyhow::Result<Self> {
        let rate = Rate { per_second: config.per_second, burst: config.burst.max(1) };
        let pace = (config.per_second > 0.0).then(|| Pace { store: store.clone(), rate });
        Ok(Self { pace, ..Self::with_lookup(config, system())? })
    }

    fn with_lookup(config: &WebhooksConfig, lookup: Lookup) -> anyhow::Result<Self> {
        Ok(Self {
            allowed: Arc::new(Allowed::new(config.allow_http, &config.allowed_networks)?),
            gate: Gate::new(config.per_endpoint),
            pace: None,
            timeout: Duration::from_secs(config.timeout_seconds),
            lookup,
            plain: OnceLock::new(),
            secure: OnceLock::new(),
        })
    }

    /// Made when first needed: a shop without webhooks needs no root certificates.
    fn client(&self, url: &Url) -> std::result::Result<&Client, reqwest::Error> {
        let is_plain = url.scheme() == "http";
        let cell = if is_plain { &self.plain } else { &self.secure };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        crate::crypto::install();
        let resolver = GuardedResolver { allowed: self.allowed.clone(), lookup: self.lookup.clone() };
        let mut client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(self.timeout)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .no_gzip()
            .dns_resolver(resolver)
            .pool_max_idle_per_host(2)
            .pool_idle_timeout(Duration::from_secs(20))
            .user_agent(concat!("penden/", env!("CARGO_PKG_VERSION")));
        if is_plain {
            client = client.tls_certs_only([]);
        }
        let client = client.build()?;
        Ok(cell.get_or_init(|| client))
    }

    async fn exchange(&self, message: &Message) -> Result<std::result::Result<Response, String>> {
        // Checked again: what is allowed may have changed since the endpoint was made.
        let url = match self.allowed.url(&message.url) {
            Ok(url) => url,
            Err(_) => return Ok(Err("webhooks may not go to this address".to_owned())),
        };
        let id = message.id.to_string();
        let signature = signatures(&message.secrets, &id, message.timestamp, &message.body)?;
        let client = match self.client(&url) {
            Ok(client) => client,
            Err(error) => return Ok(Err(chain(&error))),
        };
        let request = client
            .post(url)
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", message.timestamp)
            .header("webhook-signature", signature)
            .body(message.body.clone());
        Ok(request.send().await.map_err(|error| chain(&error.without_url())))
    }
}

/// How often all processes together may send to one endpoint.
struct Pace {
    store: Store,
    rate: Rate,
}

impl Pace {
    /// Returns when the webhook may be sent.
    async fn wait(&self, endpoint: Uuid, pass: Pass) -> Result<Pass> {
        match outside::take_slot(&self.store, &outside::of_endpoint(endpoint), self.rate, PATIENCE).await {
            Ok(Slot::In(wait)) => {
                tokio::time::sleep(wait).await;
                Ok(pass)
            }
            Ok(Slot::Busy { after }) => {
                Err(Error::TooBusy { after: pass.send_away(after, self.rate.interval()) })
            }
            Err(error) => {
                tracing::warn!(error = error.chain(), "the rate of endpoint {endpoint} is not kept");
                Ok(pass)
            }
        }
    }
}

#[async_trait]
impl Sender for HttpSender {
    fn check(&self, url: &str) -> Result<String> {
        Ok(self.allowed.url(url)?.into())
    }

    async fn send(&self, message: &Message) -> Result<Attempt> {
        let pass = self.gate.enter(message.endpoint_id).map_err(|after| Error::TooBusy { after })?;
        let _pass = match &self.pace {
            Some(pace) => pace.wait(message.endpoint_id, pass).await?,
            None => pass,
        };
        let (started_at, started) = (now(), Instant::now());
        let mut attempt = Attempt {
            started_at,
            took: Duration::ZERO,
            status: None,
            answer: String::new(),
            error: None,
            retry_after: None,
        };
        match self.exchange(message).await? {
            Ok(response) => {
                attempt.status = Some(response.status().as_u16());
                attempt.retry_after = retry_after(response.headers(), SystemTime::now());
                attempt.answer = beginning(response).await;
            }
            Err(problem) => attempt.error = Some(problem),
        }
        attempt.took = started.elapsed();
        Ok(attempt)
    }
}

/// The first kilobyte of the body, as far as it comes in time. The rest is not read.
async fn beginning(mut response: Response) -> String {
    let mut bytes = Vec::new();
    let read = async {
        while bytes.len() < ANSWER
            && let Ok(Some(chunk)) = response.chunk().await
        {
            bytes.extend_from_slice(&chunk[..chunk.len().min(ANSWER - bytes.len())]);
        }
    };
    let _ = tokio::time::timeout(BODY, read).await;
    String::from_utf8_lossy(&bytes).into_owned()
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text = format!("{text}: {inner}");
        cause = inner.source();
    }
    text
}

#[cfg(test)]
mod tests;
