//! Sentence embeddings on this machine, by models of the crate `sentences`.
//!
//! A model is read when it is first asked, stays in memory, and sends nothing anywhere. It does not chat.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::embeddings::{Embedded, Embedder};
use domain::{Error, Result};
use sentences::Model;
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

/// As settings name it.
pub const LOCAL: &str = "local";
/// For errors.
const SERVICE: &str = "the local model";
/// Texts that are computed together. Others wait no longer than for so many.
const TOGETHER: usize = 8;

/// All models of one folder.
pub struct LocalModels {
    folder: PathBuf,
    loaded: Mutex<HashMap<String, Arc<Model>>>,
    /// One place for each processor.
    places: Arc<Semaphore>,
}

impl LocalModels {
    /// `folder` has a folder for each model, by its name.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self { folder: folder.into(), loaded: Mutex::default(), places: Arc::new(Semaphore::new(processors)) }
    }

    async fn model(&self, name: &str) -> Result<Arc<Model>> {
        let mut loaded = self.loaded.lock().await;
        if let Some(model) = loaded.get(name) {
            return Ok(Arc::clone(model));
        }
        let folder = self.folder.join(name);
        let read = tokio::task::spawn_blocking(move || Model::read(&folder)).await;
        let model = read.map_err(broken)?.map_err(|error| {
            Error::refused("model_rejected", format!("the model {name} cannot be read: {error:#}"))
        })?;
        let model = Arc::new(model);
        loaded.insert(name.to_owned(), Arc::clone(&model));
        Ok(model)
    }
}

#[async_trait]
impl Embedder for LocalModels {
    fn provider(&self) -> &'static str {
        LOCAL
    }

    fn is_local(&self) -> bool {
        true
    }

    async fn embed(&self, model: &str, texts: &[String], limit: Duration) -> Result<Embedded> {
        let work = async {
            let model = self.model(model).await?;
            let mut all = Embedded { vectors: Vec::with_capacity(texts.len()), input_tokens: 0 };
            for texts in texts.chunks(TOGETHER) {
                let place = Arc::clone(&self.places).acquire_owned().await.map_err(broken)?;
                let (model, texts) = (Arc::clone(&model), texts.to_vec());
                let computed = tokio::task::spawn_blocking(move || {
                    let _place = place;
                    model.embed(texts)
                });
                let made = computed.await.map_err(broken)?;
                let made = made.map_err(|error| Error::unavailable(SERVICE, format!("{error:#}")));
                let (vectors, tokens) = made?;
                all.vectors.extend(vectors);
                all.input_tokens += tokens;
            }
            Ok(all)
        };
        let late = |_| Error::unavailable(SERVICE, format!("it was not ready within {limit:?}"));
        timeout(limit, work).await.map_err(late)?
    }
}

/// A thread that came to no end.
fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable(SERVICE, error)
}

#[cfg(test)]
mod tests;
