//! Sentence embeddings on this machine: a BERT-like model from a folder, as published for sentence-transformers.
//!
//! A folder holds `config.json`, `tokenizer.json` and `model.safetensors`, and may say in `sentence_bert_config.json` how many
//! tokens of a text are read. A vector is the mean of the tokens' vectors (<https://arxiv.org/abs/1908.10084>) with length one.
//! A model is read when it is first asked, stays in memory, and sends nothing anywhere. It does not chat.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use domain::embeddings::{Embedded, Embedder};
use domain::{Error, Result};
use serde::Deserialize;
use tokenizers::{PaddingParams, Tokenizer, TruncationParams};
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
                let made = made.map_err(|error| Error::unavailable(SERVICE, format!("{error:#}")))?;
                all.vectors.extend(made.vectors);
                all.input_tokens += made.input_tokens;
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

struct Model {
    tokenizer: Tokenizer,
    bert: BertModel,
}

/// What sentence-transformers says about the model beside its shape.
#[derive(Deserialize)]
struct Sentences {
    max_seq_length: usize,
}

impl Model {
    fn read(folder: &Path) -> anyhow::Result<Self> {
        let read = |file: &str| {
            let path = folder.join(file);
            std::fs::read(&path).with_context(|| path.display().to_string())
        };
        let config: Config = serde_json::from_slice(&read("config.json")?).context("config.json")?;
        let longest = match read("sentence_bert_config.json") {
            Ok(bytes) => {
                serde_json::from_slice::<Sentences>(&bytes)
                    .context("sentence_bert_config.json")?
                    .max_seq_length
            }
            Err(_) => config.max_position_embeddings,
        };
        let truncation = TruncationParams {
            max_length: longest.min(config.max_position_embeddings),
            ..TruncationParams::default()
        };
        let padding = PaddingParams { pad_id: config.pad_token_id as u32, ..PaddingParams::default() };
        let mut tokenizer = Tokenizer::from_bytes(read("tokenizer.json")?)
            .map_err(anyhow::Error::from_boxed)
            .context("tokenizer.json")?;
        tokenizer.with_truncation(Some(truncation)).map_err(anyhow::Error::from_boxed)?;
        tokenizer.with_padding(Some(padding));
        let weights =
            VarBuilder::from_buffered_safetensors(read("model.safetensors")?, DType::F32, &Device::Cpu)
                .context("model.safetensors")?;
        let bert = BertModel::load(weights, &config).context("model.safetensors")?;
        Ok(Self { tokenizer, bert })
    }

    fn embed(&self, texts: Vec<String>) -> anyhow::Result<Embedded> {
        let tokens = self.tokenizer.encode_batch(texts, true).map_err(anyhow::Error::from_boxed)?;
        let device = Device::Cpu;
        let ids: Vec<_> = tokens.iter().map(tokenizers::Encoding::get_ids).collect();
        let masks: Vec<_> = tokens.iter().map(tokenizers::Encoding::get_attention_mask).collect();
        let input_tokens = masks.iter().flat_map(|mask| mask.iter()).map(|bit| i64::from(*bit)).sum();
        let ids = Tensor::new(ids, &device)?;
        let mask = Tensor::new(masks, &device)?;
        let read = self.bert.forward(&ids, &ids.zeros_like()?, Some(&mask))?;

        // There is always a first token: that of the beginning.
        let mask = mask.to_dtype(DType::F32)?.unsqueeze(2)?;
        let mean = read.broadcast_mul(&mask)?.sum(1)?.broadcast_div(&mask.sum(1)?)?;
        let length = mean.sqr()?.sum_keepdim(1)?.sqrt()?;
        let vectors = mean.broadcast_div(&length)?.to_vec2::<f32>()?;
        Ok(Embedded { vectors, input_tokens })
    }
}

#[cfg(test)]
mod tests;
