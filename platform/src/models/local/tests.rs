#![allow(clippy::unwrap_used)]

use std::fs;

use candle_core::{DType, Device};
use candle_nn::{VarBuilder, VarMap};
use candle_transformers::models::bert::BertModel;
use serde_json::json;
use uuid::Uuid;

use super::*;

const LIMIT: Duration = Duration::from_secs(60);

/// Gone with the test.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A folder with a model of four words, one layer, and weights by chance.
fn tiny() -> Folder {
    let folder = Folder(std::env::temp_dir().join(format!("penden-models-{}", Uuid::new_v4())));
    let model = folder.0.join("tiny");
    fs::create_dir_all(&model).unwrap();
    let config = json!({
        "vocab_size": 7, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16,
        "hidden_act": "gelu", "hidden_dropout_prob": 0.1, "max_position_embeddings": 6, "type_vocab_size": 2,
        "initializer_range": 0.02, "layer_norm_eps": 1e-12, "pad_token_id": 5,
    });
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": [],
        "normalizer": { "type": "Lowercase" }, "pre_tokenizer": { "type": "Whitespace" },
        "decoder": null,
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [{ "SpecialToken": { "id": "^", "type_id": 0 } }, { "Sequence": { "id": "A", "type_id": 0 } }],
            "pair": [{ "Sequence": { "id": "A", "type_id": 0 } }, { "Sequence": { "id": "B", "type_id": 1 } }],
            "special_tokens": { "^": { "id": "^", "ids": [6], "tokens": ["^"] } },
        },
        "model": { "type": "WordLevel", "unk_token": "?", "vocab": { "?": 0, "mug": 1, "tea": 2, "of": 3, "green": 4, "-": 5, "^": 6 } },
    });
    fs::write(model.join("config.json"), config.to_string()).unwrap();
    fs::write(model.join("tokenizer.json"), tokenizer.to_string()).unwrap();
    fs::write(model.join("sentence_bert_config.json"), r#"{"max_seq_length": 5}"#).unwrap();
    let variables = VarMap::new();
    let weights = VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
    BertModel::load(weights, &serde_json::from_value(config).unwrap()).unwrap();
    variables.save(model.join("model.safetensors")).unwrap();
    folder
}

async fn embed(models: &LocalModels, texts: &[&str]) -> Embedded {
    let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
    models.embed("tiny", &texts, LIMIT).await.unwrap()
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

#[tokio::test]
async fn a_text_has_the_same_vector_alone_and_among_longer_ones() {
    let folder = tiny();
    let models = LocalModels::new(&folder.0);
    let alone = embed(&models, &["Tea"]).await;
    assert_eq!(alone.input_tokens, 2);
    let many =
        ["mug of green tea", "tea", "green", "mug", "of", "tea of", "green mug", "of of", "tea mug", "x"];
    let among = embed(&models, &many).await;
    assert_eq!((among.vectors.len(), among.input_tokens), (10, 27));
    for vector in &among.vectors {
        assert!((cosine(vector, vector) - 1.0).abs() < 1e-4, "{vector:?}");
    }
    assert!(cosine(&alone.vectors[0], &among.vectors[1]) > 0.9999);
    assert!(cosine(&alone.vectors[0], &among.vectors[3]) < 0.9999);
}

#[tokio::test]
async fn what_is_behind_the_longest_text_is_not_read() {
    let folder = tiny();
    let models = LocalModels::new(&folder.0);
    let endless = format!("mug of green tea {}", "tea ".repeat(10_000));
    let both = embed(&models, &["mug of green tea", &endless]).await;
    assert_eq!(both.input_tokens, 10);
    assert!(cosine(&both.vectors[0], &both.vectors[1]) > 0.9999);
    let odd = embed(&models, &["", "\u{0}\u{202e}", "茶", "🫖"]).await;
    assert!(odd.vectors.iter().flatten().all(|number| number.is_finite()), "{odd:?}");
}

#[tokio::test]
async fn a_folder_that_is_no_model_says_which_file_is_wrong() {
    let folder = tiny();
    let models = LocalModels::new(&folder.0);
    let ask = async |name: &str| models.embed(name, &["tea".to_owned()], LIMIT).await.unwrap_err();
    for (name, file, content) in [
        ("none", "config.json", None),
        ("words", "tokenizer.json", Some("{}")),
        ("weights", "model.safetensors", Some("not weights at all")),
        ("shape", "config.json", Some("[]")),
    ] {
        if let Some(content) = content {
            let copy = folder.0.join(name);
            fs::create_dir(&copy).unwrap();
            for entry in fs::read_dir(folder.0.join("tiny")).unwrap() {
                let entry = entry.unwrap();
                fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
            }
            fs::write(copy.join(file), content).unwrap();
        }
        let error = ask(name).await;
        assert!(matches!(&error, Error::Refused { code: "model_rejected", .. }), "{error:?}");
        assert!(error.to_string().contains(file), "{error}");
    }
    // And the folder can be put right while the process runs.
    embed(&models, &["tea"]).await;
}

/// With the real one, which `scripts/minilm` fetches; `scripts/test` runs it.
#[tokio::test]
#[ignore = "needs a model in the folder that PENDEN_TEST_MODELS names"]
async fn all_minilm_knows_what_is_alike() {
    let models = LocalModels::new(std::env::var_os("PENDEN_TEST_MODELS").unwrap());
    let texts = ["a mug for tea", "a cup to drink from", "a laptop with 16 GB of memory"].map(str::to_owned);
    let Embedded { vectors, .. } = models.embed("all-MiniLM-L6-v2", &texts, LIMIT).await.unwrap();
    assert_eq!(vectors[0].len(), 384);
    let (alike, other) = (cosine(&vectors[0], &vectors[1]), cosine(&vectors[0], &vectors[2]));
    assert!(alike > 0.5 && other < 0.3, "{alike} {other}");
}
