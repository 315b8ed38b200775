//! Files in a bucket of an S3-compatible service, by presigned requests.
//!
//! All three requests can be repeated without harm, so a passing failure is tried again here, shortly; a lasting one is
//! the ledger's. The bucket must exist.

use std::time::Duration;

use anyhow::{Context, anyhow};
use async_trait::async_trait;
use bytes::Bytes;
use domain::storage::Storage;
use domain::{Error, Result};
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use secrecy::{ExposeSecret, SecretString};
use tokio_retry::RetryIf;
use tokio_retry::strategy::{ExponentialBackoff, jitter};

use super::key;
use crate::outbound;

const SERVICE: &str = "the file storage";

/// For one whole transfer.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How long a signature holds; clocks may differ by some of it.
const SIGNED_FOR: Duration = Duration::from_secs(300);

/// Attempts after the first one, about 0.1 s and 1 s later.
const RETRIES: usize = 2;

#[derive(Debug, Clone)]
pub struct S3Settings {
    /// Such as `https://s3.eu-central-1.amazonaws.com`.
    pub endpoint: String,
    pub bucket: String,
    pub region: String,
    pub access_key: String,
    pub secret_key: SecretString,
    /// Whether the bucket is named in the path (MinIO and most others) instead of the host (Amazon).
    pub path_style: bool,
}

pub struct S3Storage {
    client: Client,
    bucket: Bucket,
    credentials: Credentials,
}

impl S3Storage {
    /// # Errors
    /// When the endpoint is no http(s) address or the bucket cannot be named under it.
    pub fn new(settings: S3Settings) -> anyhow::Result<Self> {
        let S3Settings { endpoint, bucket, region, access_key, secret_key, path_style } = settings;
        let url: Url = endpoint.parse().with_context(|| format!("{endpoint:?} is no address"))?;
        let client = outbound::client(&url, TIMEOUT)?;
        let style = if path_style { UrlStyle::Path } else { UrlStyle::VirtualHost };
        let bucket = Bucket::new(url, style, bucket, region)
            .map_err(|error| anyhow!("the bucket cannot be used at {endpoint}: {error:?}"))?;
        let credentials = Credentials::new(access_key, secret_key.expose_secret());
        Ok(Self { client, bucket, credentials })
    }

    /// Sends what `request` makes, which signs anew for each attempt.
    async fn send(&self, request: impl Fn() -> RequestBuilder) -> Result<Bytes> {
        let waits = ExponentialBackoff::from_millis(10).factor(10).map(jitter).take(RETRIES);
        let attempt = || exchange(request());
        RetryIf::start(waits, attempt, Failure::may_pass).await.map_err(Failure::into_error)
    }
}

#[async_trait]
impl Storage for S3Storage {
    async fn put(&self, key: &str, content: Bytes, content_type: &str) -> Result<()> {
        key::check(key)?;
        let put = || {
            let mut action = self.bucket.put_object(Some(&self.credentials), key);
            action.headers_mut().insert("content-type", content_type);
            self.client
                .put(action.sign(SIGNED_FOR))
                .header(CONTENT_TYPE, content_type)
                // Required by S3, and left out by the client for empty files.
                .header(CONTENT_LENGTH, content.len())
                .body(content.clone())
        };
        match self.send(put).await {
            // The key is not there yet, so this is the bucket.
            Err(Error::NotFound { .. }) => Err(Error::unavailable(SERVICE, "there is no such bucket")),
            result => result.map(drop),
        }
    }

    async fn get(&self, key: &str) -> Result<Bytes> {
        key::check(key)?;
        let get = || self.client.get(self.bucket.get_object(Some(&self.credentials), key).sign(SIGNED_FOR));
        self.send(get).await
    }

    async fn delete(&self, key: &str) -> Result<()> {
        key::check(key)?;
        let delete =
            || self.client.delete(self.bucket.delete_object(Some(&self.credentials), key).sign(SIGNED_FOR));
        match self.send(delete).await {
            Err(Error::NotFound { .. }) => Ok(()),
            result => result.map(drop),
        }
    }
}

enum Failure {
    Transfer(reqwest::Error),
    Status(StatusCode, String),
}

impl Failure {
    fn may_pass(&self) -> bool {
        match self {
            Self::Transfer(_) => true,
            Self::Status(status, _) => status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn into_error(self) -> Error {
        match self {
            Self::Transfer(error) => Error::unavailable(SERVICE, error),
            Self::Status(StatusCode::NOT_FOUND, reason) if !reason.contains("NoSuchBucket") => {
                Error::NotFound { what: "file" }
            }
            Self::Status(status, reason) => {
                let status = status.as_u16();
                tracing::error!(status, "the file storage answered {status}: {reason}");
                Error::unavailable(SERVICE, format!("it answered {status}"))
            }
        }
    }
}

async fn exchange(request: RequestBuilder) -> Result<Bytes, Failure> {
    // Without its URL, which carries the signature.
    let transfer = |error: reqwest::Error| Failure::Transfer(error.without_url());
    let response = request.send().await.map_err(transfer)?;
    let status = response.status();
    let body = response.bytes().await.map_err(transfer)?;
    if status.is_success() {
        return Ok(body);
    }
    let reason: String = String::from_utf8_lossy(&body).chars().take(500).collect();
    Err(Failure::Status(status, reason))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use wiremock::matchers::{any, body_bytes, header, method, path, query_param, query_param_contains};
    use wiremock::{Mock, MockServer, Request, ResponseTemplate};

    use super::*;

    const KEY: &str = "invoices/2026/1.pdf";

    fn storage(endpoint: String) -> S3Storage {
        S3Storage::new(S3Settings {
            endpoint,
            bucket: "penden".into(),
            region: "eu-central-1".into(),
            access_key: "AKIA".into(),
            secret_key: "secret".into(),
            path_style: true,
        })
        .unwrap()
    }

    fn is_signed(request: &Request) -> bool {
        request.url.query_pairs().any(|(name, value)| name == "X-Amz-Signature" && value.len() == 64)
    }

    #[tokio::test]
    async fn a_file_is_put_signed_with_its_type_and_length() {
        let server = MockServer::start().await;
        Mock::given(method("PUT"))
            .and(path("/penden/invoices/2026/1.pdf"))
            .and(header("content-type", "application/pdf"))
            .and(header("content-length", "4"))
            .and(body_bytes("%PDF"))
            .and(query_param("X-Amz-SignedHeaders", "content-type;host"))
            .and(query_param_contains("X-Amz-Credential", "/eu-central-1/s3/aws4_request"))
            .and(is_signed)
            .respond_with(ResponseTemplate::new(200))
            .expect(1)
            .mount(&server)
            .await;
        let storage = storage(server.uri());
        storage.put(KEY, Bytes::from_static(b"%PDF"), "application/pdf").await.unwrap();
    }

    #[tokio::test]
    async fn an_empty_file_has_a_length_too() {
        let server = MockServer::start().await;
        let put = Mock::given(method("PUT")).and(header("content-length", "0"));
        put.respond_with(ResponseTemplate::new(200)).expect(1).mount(&server).await;
        storage(server.uri()).put(KEY, Bytes::new(), "text/plain").await.unwrap();
    }

    #[tokio::test]
    async fn a_passing_failure_is_tried_again() {
        let server = MockServer::start().await;
        let busy = Mock::given(any()).respond_with(ResponseTemplate::new(503)).up_to_n_times(2);
        busy.expect(2).mount(&server).await;
        let found = Mock::given(method("GET")).and(path("/penden/invoices/2026/1.pdf")).and(is_signed);
        let content = ResponseTemplate::new(200).set_body_bytes("content");
        found.respond_with(content).expect(1).mount(&server).await;
        assert_eq!(storage(server.uri()).get(KEY).await.unwrap(), "content");
    }

    #[tokio::test]
    async fn a_lasting_failure_is_told_and_a_refusal_is_not_repeated() {
        for (status, requests) in [(500, 3), (503, 3), (429, 3), (403, 1), (400, 1), (301, 1)] {
            let server = MockServer::start().await;
            Mock::given(any())
                .respond_with(ResponseTemplate::new(status))
                .expect(requests)
                .mount(&server)
                .await;
            let error = storage(server.uri()).get(KEY).await.unwrap_err();
            assert!(matches!(error, Error::Unavailable { .. }), "{status}: {error:?}");
            assert!(!error.chain().contains("X-Amz"), "{}", error.chain());
        }
    }

    #[tokio::test]
    async fn what_is_not_there_is_not_found_and_may_be_deleted() {
        let missing = ResponseTemplate::new(404).set_body_string("<Error><Code>NoSuchKey</Code></Error>");
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(missing).mount(&server).await;
        let storage = storage(server.uri());
        assert!(matches!(storage.get(KEY).await, Err(Error::NotFound { what: "file" })));
        storage.delete(KEY).await.unwrap();
        let put = storage.put(KEY, Bytes::new(), "text/plain").await;
        assert!(matches!(put, Err(Error::Unavailable { .. })));
    }

    #[tokio::test]
    async fn a_missing_bucket_is_no_missing_file() {
        let missing = ResponseTemplate::new(404).set_body_string("<Error><Code>NoSuchBucket</Code></Error>");
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(missing).mount(&server).await;
        assert!(matches!(storage(server.uri()).get(KEY).await, Err(Error::Unavailable { .. })));
    }

    #[tokio::test]
    async fn a_key_that_leads_elsewhere_is_refused_before_anything_is_sent() {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(ResponseTemplate::new(200)).expect(0).mount(&server).await;
        assert!(matches!(storage(server.uri()).get("../other/1.pdf").await, Err(Error::Refused { .. })));
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        for endpoint in ["", "s3.example.org", "ftp://s3.example.org"] {
            let settings = S3Settings {
                endpoint: endpoint.into(),
                bucket: "penden".into(),
                region: "eu-central-1".into(),
                access_key: "AKIA".into(),
                secret_key: "secret".into(),
                path_style: true,
            };
            assert!(S3Storage::new(settings).is_err(), "{endpoint}");
        }
    }
}
