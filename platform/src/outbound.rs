//! Calls to services that answer in JSON and want a bearer token: one client, one gate and one reading of statuses each.
//!
//! It knows no vendor. What a refusal means is for the adapter that asked.

use std::time::{Duration, SystemTime};

use anyhow::{Context, ensure};
use bytes::Bytes;
use domain::{Error, Result};
use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::{Client, Method, RequestBuilder, StatusCode, Url, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio_retry::RetryIf;
use tokio_retry::strategy::{FixedInterval, jitter};

use crate::outside::Gate;

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(2);

/// The wait before a connection that could not be made is tried again, and how often that is done.
const RECONNECT: (Duration, usize) = (Duration::from_millis(100), 2);

/// A client for `base`: pooled, with timeouts, without redirects and proxies.
pub(crate) fn client(base: &Url, timeout: Duration) -> anyhow::Result<Client> {
    ensure!(matches!(base.scheme(), "http" | "https"), "{base} is no http(s) address");
    // Where the process has a provider already, this changes nothing.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut client = Client::builder()
        .connect_timeout(CONNECT)
        .timeout(timeout)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .user_agent(concat!("penden/", env!("CARGO_PKG_VERSION")));
    if base.scheme() == "http" {
        // Plain http works on a machine without any root certificates.
        client = client.tls_certs_only([]);
    }
    client.build().context("cannot set up an HTTP client")
}

/// A service at the other end.
pub(crate) struct Remote {
    service: &'static str,
    client: Client,
    base: Url,
    api_key: SecretString,
    gate: Gate,
    /// For one exchange with all its attempts to connect.
    limit: Duration,
    /// Goes along with every request.
    header: Option<(&'static str, &'static str)>,
}

impl Remote {
    /// `service` names it in errors; `base_url` is what paths are appended to; `timeout` is for one whole exchange.
    ///
    /// # Errors
    /// When `base_url` is no http(s) address.
    pub fn new(
        service: &'static str,
        base_url: &str,
        api_key: SecretString,
        timeout: Duration,
    ) -> anyhow::Result<Self> {
        let base: Url = base_url.parse().with_context(|| format!("{base_url:?} is no address"))?;
        ensure!(!base.cannot_be_a_base(), "{base_url} is no http(s) address");
        let client = client(&base, timeout)?;
        let limit = timeout + CONNECT * 3;
        Ok(Self { service, client, base, api_key, gate: Gate::free(service), limit, header: None })
    }

    /// The same, called through that gate.
    pub fn behind(self, gate: Gate) -> Self {
        Self { gate, ..self }
    }

    /// The same, where a whole exchange with all its attempts to connect takes no longer.
    pub fn within(self, limit: Duration) -> Self {
        Self { limit, ..self }
    }

    /// The same, with that header in every request.
    pub fn saying(self, name: &'static str, value: &'static str) -> Self {
        Self { header: Some((name, value)), ..self }
    }

    /// `GET` of the path, with one query parameter.
    pub async fn get(&self, path: &[&str], query: (&str, &str)) -> Result<Answer> {
        self.get_with(path, &[query]).await
    }

    /// `GET` of the path, with these query parameters.
    pub async fn get_with(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Answer> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        self.exchange(self.client.get(url)).await
    }

    /// `POST` of a form, with an `Idempotency-Key`.
    pub async fn post_form(&self, path: &[&str], key: &str, form: &[(&str, String)]) -> Result<Answer> {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self
            .client
            .post(self.url(path))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("idempotency-key", key)
            .body(body);
        self.exchange(request).await
    }

    /// `POST` of a JSON body, with an `Idempotency-Key` if there is one.
    pub async fn post(
        &self,
        path: &[&str],
        key: Option<&str>,
        body: &(impl Serialize + Sync),
    ) -> Result<Answer> {
        let mut request = self.client.post(self.url(path)).json(body);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.exchange(request).await
    }

    /// A request of that method, with these query parameters and a JSON body if there is one.
    pub async fn request(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, &str)],
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<Answer> {
        let mut url = self.url(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let mut request = self.client.request(method, url);
        if let Some(body) = body {
            request = request.json(body);
        }
        self.exchange(request).await
    }

    /// Segments are escaped: a reference cannot lead to another path.
    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        url.path_segments_mut().expect("checked to be a base").pop_if_empty().extend(path);
        url
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<Answer> {
        let mut request = request;
        if !self.api_key.expose_secret().is_empty() {
            request = request.bearer_auth(self.api_key.expose_secret());
        }
        if let Some((name, value)) = self.header {
            request = request.header(name, value);
        }
        self.gate.call(self.limit, self.send(request)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Answer> {
        let unavailable = |cause: reqwest::Error| Error::unavailable(self.service, cause.without_url());
        let attempt = || request.try_clone().expect("the body is in memory").send();
        // When no connection came about nothing was sent, so that trying again repeats nothing.
        let waits = FixedInterval::new(RECONNECT.0).map(jitter).take(RECONNECT.1);
        let response =
            RetryIf::start(waits, attempt, reqwest::Error::is_connect).await.map_err(unavailable)?;
        let status = response.status();
        if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            let service = self.service;
            tracing::error!(
                service,
                status = status.as_u16(),
                "{service} does not accept the configured API key"
            );
        }
        if !is_an_answer(status) {
            let wait = wait_of(status, response.headers(), SystemTime::now());
            return Err(Error::unavailable_for(self.service, format!("it answered {status}"), wait));
        }
        Ok(Answer { service: self.service, status, body: response.bytes().await.map_err(unavailable)? })
    }
}

/// Whether the service did what it was asked, or refused it for what was asked.
fn is_an_answer(status: StatusCode) -> bool {
    let about_the_caller = [
        StatusCode::UNAUTHORIZED,
        StatusCode::FORBIDDEN,
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::TOO_EARLY,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    status.is_success() || status.is_client_error() && !about_the_caller.contains(&status)
}

/// How long a service that refused wants to be left alone, where its status says that this is about the service.
fn wait_of(status: StatusCode, headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    match status {
        StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => retry_after(headers, now),
        _ => None,
    }
}

/// How long the other side wants to be left alone (RFC 9110, 10.2.3): seconds, or a date.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    match text.parse() {
        Ok(seconds) => Some(Duration::from_secs(seconds)),
        // A date that has passed means: now.
        Err(_) => Some(httpdate::parse_http_date(text).ok()?.duration_since(now).unwrap_or_default()),
    }
}

/// A success, or a refusal of what was asked.
#[derive(Debug)]
pub(crate) struct Answer {
    service: &'static str,
    pub status: StatusCode,
    body: Bytes,
}

/// How a service words a refusal.
#[derive(Debug, Deserialize)]
pub(crate) struct Refusal {
    pub code: String,
    #[serde(default)]
    pub message: String,
}

impl Answer {
    /// The body, or how the service refused.
    ///
    /// # Errors
    /// `Unavailable` when it can be read as neither: something else than the service must have answered.
    pub fn read<T: DeserializeOwned>(&self) -> Result<std::result::Result<T, Refusal>> {
        if self.status.is_success() { Ok(Ok(self.decode()?)) } else { Ok(Err(self.decode()?)) }
    }

    /// The error for an answer that makes no sense.
    pub fn nonsense(&self, what: impl std::fmt::Display) -> Error {
        Error::unavailable(self.service, format!("it answered {} with nonsense: {what}", self.status))
    }

    /// The body.
    ///
    /// # Errors
    /// `Unavailable` when it cannot be read so.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).map_err(|error| self.nonsense(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wish_to_be_left_alone_is_read_as_seconds_or_as_a_date() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777); // Sun, 06 Nov 1994 08:49:37 GMT
        let read = |status, text: &'static str| {
            let headers = HeaderMap::from_iter([(RETRY_AFTER, text.parse().expect("a header"))]);
            wait_of(status, &headers, now).map(|wait| wait.as_secs())
        };
        let busy = StatusCode::TOO_MANY_REQUESTS;
        for (text, seconds) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("0", Some(0)),
            ("Sun, 06 Nov 1994 08:50:37 GMT", Some(60)),
            ("Sunday, 06-Nov-94 08:50:37 GMT", Some(60)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(read(busy, text), seconds, "{text:?}");
        }
        assert_eq!(read(StatusCode::SERVICE_UNAVAILABLE, "5"), Some(5));
        assert_eq!(read(StatusCode::INTERNAL_SERVER_ERROR, "5"), None);
    }
}
