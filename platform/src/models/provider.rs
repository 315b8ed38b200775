//! A provider over HTTP: through its gate, in time, and never more than a bounded answer.

use std::time::Duration;

use anyhow::{Context, ensure};
use async_trait::async_trait;
use domain::assistant::{Answer, ChatModel, ChatRequest, Piece, Pieces};
use domain::embeddings::{Embedded, Embedder};
use domain::{Error, Result};
use futures_util::stream;
use reqwest::header::RETRY_AFTER;
use reqwest::{Client, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::timeout;

use super::events::{Cutter, Garbage};
use super::wire::{Gathered, Wire};
use crate::outbound;
use crate::outside::Gate;

/// An answer is never longer, bytes: some hundred thousand tokens, or a hundred vectors.
const LONGEST: usize = 8 << 20;
/// The whole of a stream; between its pieces there is a limit of its own.
const LONGEST_STREAM: Duration = Duration::from_secs(600);

#[derive(Debug, Clone)]
pub struct ProviderSettings {
    /// What paths are appended to, such as `https://api.openai.com/v1/`.
    pub url: String,
    /// Empty for none.
    pub api_key: SecretString,
}

/// One provider, spoken to by its wire.
pub struct HttpModel {
    wire: &'static Wire,
    client: Client,
    base: Url,
    api_key: SecretString,
    gate: Gate,
}

impl HttpModel {
    /// # Errors
    /// When the URL is no http(s) address.
    pub fn new(wire: &'static Wire, settings: ProviderSettings) -> anyhow::Result<Self> {
        let ProviderSettings { mut url, api_key } = settings;
        if !url.ends_with('/') {
            url.push('/');
        }
        let base: Url = url.parse().with_context(|| format!("{url:?} is no address"))?;
        ensure!(!base.cannot_be_a_base(), "{url} is no http(s) address");
        let client = outbound::client(&base, LONGEST_STREAM)?;
        Ok(Self { wire, client, base, api_key, gate: Gate::free(wire.service) })
    }

    /// The same, called through that gate.
    #[must_use]
    pub fn behind(self, gate: Gate) -> Self {
        Self { gate, ..self }
    }

    /// Sends it and reads the head of the answer.
    async fn post(&self, path: &str, body: &Value) -> Result<Response> {
        // The model's name comes from the settings, and is escaped where it is no part of a path.
        let url = self.base.join(path).map_err(|error| self.nonsense(error.to_string()))?;
        let mut request = self.client.post(url).json(body);
        let (header, scheme) = self.wire.key;
        let key = self.api_key.expose_secret();
        if !key.is_empty() {
            request = request.header(header, format!("{scheme}{key}"));
        }
        if let Some((name, value)) = self.wire.header {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(|error| self.failed(error))?;
        self.accepted(response)
    }

    /// What it says with a failure may repeat what it was asked, so only the status is told.
    fn accepted(&self, response: Response) -> Result<Response> {
        let (status, service) = (response.status(), self.wire.service);
        if status.is_success() {
            return Ok(response);
        }
        let again = [408, 409, 425, 429].contains(&status.as_u16()) || status.is_server_error();
        if !again {
            return Err(Error::refused(
                "model_rejected",
                format!("{service} answered {status}; check its key, its URL and the name of the model"),
            ));
        }
        let seconds = response.headers().get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        let after = seconds.map(Duration::from_secs);
        Err(Error::unavailable_for(service, format!("it answered {status}"), after))
    }

    async fn read(&self, mut response: Response) -> Result<Value> {
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(error))? {
            if bytes.len() + chunk.len() > LONGEST {
                return Err(self.nonsense("its answer has no end"));
            }
            bytes.extend_from_slice(&chunk);
        }
        serde_json::from_slice(&bytes).map_err(|_| self.nonsense("it answered broken JSON"))
    }

    fn failed(&self, error: reqwest::Error) -> Error {
        // Without the address, which may carry a key where somebody put one there.
        Error::unavailable(self.wire.service, error.without_url())
    }

    fn nonsense(&self, what: impl Into<String>) -> Error {
        Error::unavailable(self.wire.service, what.into())
    }
}

#[async_trait]
impl ChatModel for HttpModel {
    fn provider(&self) -> &'static str {
        self.wire.name
    }

    async fn chat(
        &self,
        model: &str,
        request: &ChatRequest,
        most_tokens: u32,
        limit: Duration,
    ) -> Result<Answer> {
        let body = (self.wire.body)(model, request, most_tokens, false);
        let path = (self.wire.path)(model, false);
        let exchange = async {
            let answer = self.read(self.post(&path, &body).await?).await?;
            let mut gathered = Gathered::default();
            (self.wire.whole)(&answer, &mut gathered);
            gathered.into_answer().map_err(|wrong| self.nonsense(wrong))
        };
        self.gate.call(limit, exchange).await
    }

    async fn stream(
        &self,
        model: &str,
        request: &ChatRequest,
        most_tokens: u32,
        limit: Duration,
    ) -> Result<Pieces> {
        let body = (self.wire.body)(model, request, most_tokens, true);
        let path = (self.wire.path)(model, true);
        let opened = async {
            let response = self.post(&path, &body).await?;
            let mut reading = Reading::new(self.wire, response, limit);
            let first = reading.next().await;
            Ok((first?, reading))
        };
        let (first, reading) = self.gate.call(limit, opened).await?;
        let is_over = matches!(first, Piece::End(_));
        let rest = stream::unfold((!is_over).then_some(reading), |reading| async move {
            let mut reading = reading?;
            let piece = reading.next().await;
            let more = matches!(piece, Ok(Piece::Text(_))).then_some(reading);
            Some((piece, more))
        });
        Ok(Box::pin(futures_util::StreamExt::chain(stream::iter([Ok(first)]), rest)))
    }
}

#[async_trait]
impl Embedder for HttpModel {
    fn provider(&self) -> &'static str {
        self.wire.name
    }

    async fn embed(&self, model: &str, texts: &[String], limit: Duration) -> Result<Embedded> {
        let embed = self.wire.embed.as_ref().ok_or_else(|| {
            let service = self.wire.service;
            Error::refused("model_rejected", format!("{service} makes no embeddings"))
        })?;
        let (path, body) = ((embed.path)(model), (embed.body)(model, texts));
        let exchange = async {
            let answer = self.read(self.post(&path, &body).await?).await?;
            let embedded = (embed.read)(&answer).ok_or_else(|| self.nonsense("it answered no vectors"))?;
            let vectors = &embedded.vectors;
            let length = vectors.first().map_or(0, Vec::len);
            let is_fine =
                |vector: &Vec<f32>| vector.len() == length && vector.iter().all(|number| number.is_finite());
            if vectors.len() != texts.len() || length == 0 || !vectors.iter().all(is_fine) {
                return Err(self.nonsense("its vectors are not one for each text"));
            }
            Ok(embedded)
        };
        self.gate.call(limit, exchange).await
    }
}

/// A stream that is being read.
struct Reading {
    wire: &'static Wire,
    response: Response,
    limit: Duration,
    cutter: Cutter,
    messages: std::collections::VecDeque<String>,
    gathered: Gathered,
    is_at_end: bool,
}

impl Reading {
    fn new(wire: &'static Wire, response: Response, limit: Duration) -> Self {
        Self {
            wire,
            response,
            limit,
            cutter: Cutter::new(wire.framing),
            messages: std::collections::VecDeque::new(),
            gathered: Gathered::default(),
            is_at_end: false,
        }
    }

    /// The next text, or the end.
    async fn next(&mut self) -> Result<Piece> {
        loop {
            while let Some(message) = self.messages.pop_front() {
                if message == "[DONE]" {
                    self.gathered.is_over = true;
                    continue;
                }
                let message: Value =
                    serde_json::from_str(&message).map_err(|_| self.nonsense("its stream is garbage"))?;
                let said = (self.wire.piece)(&message, &mut self.gathered);
                if self.gathered.failed {
                    return Err(self.nonsense("it says that it failed"));
                }
                if !said.is_empty() {
                    self.gathered.text.push_str(&said);
                    return Ok(Piece::Text(said));
                }
            }
            if self.is_at_end {
                let gathered = std::mem::take(&mut self.gathered);
                if !gathered.is_over {
                    return Err(self.nonsense("its stream broke off"));
                }
                return gathered.into_answer().map(Piece::End).map_err(|wrong| self.nonsense(wrong));
            }
            self.fetch().await?;
        }
    }

    /// Reads on until the stream ends, also behind the last message: counts come late.
    async fn fetch(&mut self) -> Result<()> {
        let chunk = match timeout(self.limit, self.response.chunk()).await {
            Ok(chunk) => chunk,
            // It has said all, and does not hang up.
            Err(_) if self.gathered.is_over => Ok(None),
            Err(_) => return Err(self.nonsense(format!("it fell silent for {:?}", self.limit))),
        };
        match chunk.map_err(|error| Error::unavailable(self.wire.service, error.without_url()))? {
            Some(bytes) => {
                if self.gathered.text.len() > LONGEST {
                    return Err(self.nonsense("its answer has no end"));
                }
                let cut = self.cutter.feed(&bytes).map_err(|Garbage(what)| self.nonsense(what))?;
                self.messages.extend(cut);
            }
            None => {
                self.is_at_end = true;
                self.messages.extend(self.cutter.finish());
            }
        }
        Ok(())
    }

    fn nonsense(&self, what: impl Into<String>) -> Error {
        Error::unavailable(self.wire.service, what.into())
    }
}
