//! The port to a provider of embeddings.

use std::time::Duration;

use async_trait::async_trait;

use crate::error::Result;

/// Vectors of one model.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedded {
    /// One for each text, in their order, all of the same length.
    pub vectors: Vec<Vec<f32>>,
    /// As the provider counted them; nought where it did not.
    pub input_tokens: i64,
}

#[async_trait]
pub trait Embedder: Send + Sync {
    /// As settings name it.
    fn provider(&self) -> &'static str;

    /// Whether it computes in this process: then nothing leaves it, and nothing is paid.
    fn is_local(&self) -> bool {
        false
    }

    /// # Errors
    /// `Unavailable` for no answer and for nonsense, `TooBusy` when it was not asked, `Refused` `model_rejected`.
    async fn embed(&self, model: &str, texts: &[String], limit: Duration) -> Result<Embedded>;
}
