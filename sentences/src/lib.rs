//! Sentence embeddings on this machine: a BERT-like model from a folder, as published for sentence-transformers.
//!
//! A folder holds `config.json`, `tokenizer.json` and `model.safetensors`, and may say in `sentence_bert_config.json` how many
//! tokens of a text are read. A vector is the mean of the tokens' vectors (<https://arxiv.org/abs/1908.10084>) with length one.
//! Computing blocks the thread that asks, and sends nothing anywhere.

use std::path::Path;

use anyhow::Context;
use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use serde::Deserialize;
use tokenizers::{PaddingParams, Tokenizer, TruncationParams};

/// A model in memory.
pub struct Model {
    tokenizer: Tokenizer,
    bert: BertModel,
}

/// What sentence-transformers says about the model beside its shape.
#[derive(Deserialize)]
struct Sentences {
    max_seq_length: usize,
}

impl Model {
    /// # Errors
    /// Says which file is missing or wrong.
    pub fn read(folder: &Path) -> anyhow::Result<Self> {
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

    /// A vector for each text, in their order, and how many tokens were read. Texts are computed together, and each takes as
    /// long as the longest.
    ///
    /// # Errors
    /// When the model computes nothing.
    pub fn embed(&self, texts: Vec<String>) -> anyhow::Result<(Vec<Vec<f32>>, i64)> {
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
        Ok((mean.broadcast_div(&length)?.to_vec2::<f32>()?, input_tokens))
    }
}
