//! Asking models: whom, for how much money, and what becomes of answers that are none. Providers are stubs.

mod asking;
mod attacks;
mod budget;
mod drafting;
mod drafts_failing;
mod embeddings;
mod prompts;
pub mod stub;
mod summarizing;
mod talk;
mod talking;
mod translating;
mod troubles;

use domain::entity::model_call;
use sea_orm::{EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::shop::{Setup, Shop};

/// Settings are read once; a test may leave them behind.
pub fn leaked(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// A shop whose drafts come from that chain.
async fn shop(chain: &str, env: &[(&'static str, String)]) -> Shop {
    let mut all = vec![("PENDEN_MODELS__DRAFTS__CHAIN", leaked(chain))];
    all.extend(env.iter().map(|(name, value)| (*name, leaked(value))));
    Shop::open_with(Setup { env: all, ..Default::default() }).await
}

/// An answer of OpenAI's that says that, for so many tokens.
pub fn says(text: &str, input_tokens: i64, output_tokens: i64) -> Value {
    json!({
        "choices": [{ "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": input_tokens, "completion_tokens": output_tokens },
    })
}

/// The book: provider and outcome, oldest first.
async fn book(shop: &Shop) -> Vec<(String, String)> {
    let calls = model_call::Entity::find().order_by_asc(model_call::Column::Id);
    let calls = calls.all(shop.services.store.read()).await.unwrap();
    calls.into_iter().map(|call| (call.provider, call.outcome)).collect()
}

fn booked(calls: &[(&str, &str)]) -> Vec<(String, String)> {
    calls.iter().map(|(provider, outcome)| ((*provider).to_owned(), (*outcome).to_owned())).collect()
}
