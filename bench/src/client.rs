//! A client of the API that can be told to be patient.
//!
//! Without patience every failure is an error. With it, requests that may be repeated are repeated while the server is
//! away, for that long and no longer.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;

/// Longer than the server allows itself.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Between two looks at a server that is away.
const PAUSE: Duration = Duration::from_millis(50);

#[derive(Debug, thiserror::Error)]
pub enum CallError {
    #[error("{request}: no answer: {source:?}")]
    Unanswered { request: String, source: reqwest::Error },
    #[error("{request}: {status} {code}: {detail}")]
    Refused { request: String, status: u16, code: String, detail: String },
}

impl CallError {
    /// Whether the same request may be answered otherwise in a moment.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Unanswered { .. } => true,
            Self::Refused { status, code, .. } => {
                *status >= 500 || *status == 429 || code == "request_in_flight"
            }
        }
    }

    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Unanswered { .. } => None,
            Self::Refused { status, .. } => Some(*status),
        }
    }
}

/// What to ask for. `path` begins with a slash.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    pub method: Method,
    pub path: &'a str,
    pub bearer: Option<&'a str>,
    /// The cart of somebody who is not logged in.
    pub cart_token: Option<&'a str>,
    pub idempotency_key: Option<&'a str>,
    pub body: Option<&'a Value>,
}

impl<'a> Request<'a> {
    pub fn get(path: &'a str) -> Self {
        Self { method: Method::GET, path, bearer: None, cart_token: None, idempotency_key: None, body: None }
    }

    pub fn post(path: &'a str, body: &'a Value) -> Self {
        Self { method: Method::POST, body: Some(body), ..Self::get(path) }
    }

    pub fn put(path: &'a str, body: &'a Value) -> Self {
        Self { method: Method::PUT, body: Some(body), ..Self::get(path) }
    }

    pub fn delete(path: &'a str) -> Self {
        Self { method: Method::DELETE, ..Self::get(path) }
    }

    #[must_use]
    pub fn bearer(self, token: &'a str) -> Self {
        Self { bearer: Some(token), ..self }
    }

    #[must_use]
    pub fn cart_token(self, token: &'a str) -> Self {
        Self { cart_token: Some(token), ..self }
    }

    #[must_use]
    pub fn idempotency_key(self, key: &'a str) -> Self {
        Self { idempotency_key: Some(key), ..self }
    }
}

#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    base: String,
    patience: Duration,
}

impl Client {
    /// `base` is the root of the site. `patience` is how long a request is repeated that met no answer, a server error,
    /// or an earlier run of itself; zero for not at all.
    pub fn new(base: &str, patience: Duration) -> anyhow::Result<Self> {
        // It fails only when a provider is there already, and then that one serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().timeout(TIMEOUT).build()?;
        Ok(Self { http, base: base.trim_end_matches('/').to_owned(), patience })
    }

    /// The same client with another patience.
    #[must_use]
    pub fn with_patience(&self, patience: Duration) -> Self {
        Self { patience, ..self.clone() }
    }

    pub fn is_patient(&self) -> bool {
        !self.patience.is_zero()
    }

    /// One attempt. The answer's body is null when it is empty.
    pub async fn once(&self, request: &Request<'_>) -> Result<Value, CallError> {
        let mut builder = self.http.request(request.method.clone(), format!("{}{}", self.base, request.path));
        if let Some(token) = request.bearer {
            builder = builder.bearer_auth(token);
        }
        if let Some(token) = request.cart_token {
            builder = builder.header("Cart-Token", token);
        }
        if let Some(key) = request.idempotency_key {
            builder = builder.header("Idempotency-Key", key);
        }
        if let Some(body) = request.body {
            builder = builder.json(body);
        }
        let name = || format!("{} {}", request.method, request.path);
        let unanswered = |source| CallError::Unanswered { request: name(), source };
        let response = builder.send().await.map_err(unanswered)?;
        let status = response.status();
        let bytes = response.bytes().await.map_err(unanswered)?;
        let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        if status.is_success() {
            return Ok(body);
        }
        let text = |field: &str| body[field].as_str().unwrap_or_default().to_owned();
        Err(CallError::Refused {
            request: name(),
            status: status.as_u16(),
            code: text("code"),
            detail: format!("{} {}", text("detail"), body["errors"]),
        })
    }

    /// A request that may be sent again, repeated as far as patience goes. Returns how long the attempt took that was
    /// answered.
    pub async fn insist(&self, request: &Request<'_>) -> Result<(Value, Duration), CallError> {
        let give_up = Instant::now() + self.patience;
        loop {
            let begun = Instant::now();
            match self.once(request).await {
                Ok(body) => return Ok((body, begun.elapsed())),
                Err(error) if error.is_transient() && Instant::now() < give_up => {
                    self.wait_until_ready().await?
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Waits until the server says that it is ready, as far as patience goes, and at least a moment.
    pub async fn wait_until_ready(&self) -> Result<(), CallError> {
        let give_up = Instant::now() + self.patience;
        loop {
            tokio::time::sleep(PAUSE).await;
            match self.once(&Request::get("/health/ready")).await {
                Ok(_) => return Ok(()),
                Err(error) if Instant::now() >= give_up => return Err(error),
                Err(_) => {}
            }
        }
    }
}
