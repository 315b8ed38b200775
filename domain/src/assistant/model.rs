//! The port to a provider of language models.

use std::pin::Pin;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::Stream;

use super::chat::{Answer, ChatRequest};
use crate::error::Result;

/// An answer as it is made: pieces of text, and one [`Piece::End`] as the last. What ends without it was broken off.
pub type Pieces = Pin<Box<dyn Stream<Item = Result<Piece>> + Send>>;

#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    Text(String),
    /// All of it, with what it asks for and what it cost.
    End(Answer),
}

/// A provider, with all models that it has.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// As settings name it.
    fn provider(&self) -> &'static str;

    /// `most_tokens` bounds the answer, `limit` the whole exchange.
    ///
    /// # Errors
    /// `Unavailable` for what another try or another model may answer: no answer in time, a status of failure, nonsense.
    /// `TooBusy` when it was not asked. `Refused` `model_rejected` for a request that is refused as it is.
    async fn chat(
        &self,
        model: &str,
        request: &ChatRequest,
        most_tokens: u32,
        limit: Duration,
    ) -> Result<Answer>;

    /// The same, piece by piece. `limit` bounds the time to the first piece and the silence between two; nothing comes
    /// after an error.
    ///
    /// # Errors
    /// As above, before the first piece and instead of any later one.
    async fn stream(
        &self,
        model: &str,
        request: &ChatRequest,
        most_tokens: u32,
        limit: Duration,
    ) -> Result<Pieces>;
}
