//! Talking to the assistant over HTTP, as the shop's page does it.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::leaked;
use super::stub::{Reply, Stub};
use crate::shop::{Actor, LIMIT, Setup, Shop};

/// A shop whose assistant is asked there.
pub async fn open(replies: impl IntoIterator<Item = Reply>) -> (Shop, Stub) {
    open_with(replies, &[]).await
}

pub async fn open_with(
    replies: impl IntoIterator<Item = Reply>,
    more: &[(&'static str, &'static str)],
) -> (Shop, Stub) {
    let stub = Stub::start(replies).await;
    let mut env = vec![
        ("PENDEN_MODELS__ASSISTANT__CHAIN", r#"["openai/small 10 20"]"#),
        ("PENDEN_MODELS__ASSISTANT__TIMEOUT_SECONDS", "1"),
        ("PENDEN_MODELS__ASSISTANT__DAILY_BUDGET_MINOR", "100000"),
        ("PENDEN_MODELS__OPENAI__URL", leaked(&stub.url)),
    ];
    env.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    env.extend(more.iter().copied());
    (Shop::open_with(Setup { env, ..Setup::default() }).await, stub)
}

pub fn says(text: &str) -> Value {
    json!({ "messages": [{ "from": "shopper", "text": text }] })
}

/// What comes, without waiting for its end.
pub async fn begin(shop: &Shop, by: Option<&Actor>, body: &Value) -> Response {
    let mut request = shop.request(Method::POST, "/api/v1/assistant/messages").json(body);
    if let Some(actor) = by {
        request = request.bearer_auth(actor.bearer());
    }
    request.send().await.unwrap()
}

/// All moments of an answer.
pub async fn ask(shop: &Shop, by: Option<&Actor>, body: &Value) -> Vec<Value> {
    let response = begin(shop, by, body).await;
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = tokio::time::timeout(LIMIT, response.text()).await.unwrap().unwrap();
    let moments: Vec<Value> = text
        .split("\n\n")
        .filter_map(|event| event.trim().strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .collect();
    let ends = |moment: &&Value| moment["kind"] == "done" || moment["kind"] == "trouble";
    assert_eq!(moments.iter().filter(ends).count(), 1, "{moments:?}");
    assert!(moments.last().as_ref().is_some_and(ends), "{moments:?}");
    moments
}

/// What was said in them.
pub fn text(moments: &[Value]) -> String {
    moments.iter().filter_map(|moment| moment["text"].as_str()).collect()
}

pub fn of<'a>(moments: &'a [Value], kind: &str) -> Vec<&'a Value> {
    moments.iter().filter(|moment| moment["kind"] == kind).collect()
}

/// What the tools told the model, as it was asked the last time.
pub fn told(stub: &Stub) -> Vec<Value> {
    let asked = stub.asked();
    let messages = asked.last().unwrap()["messages"].as_array().unwrap();
    let results = messages.iter().filter(|message| message["role"] == "tool");
    results.map(|message| serde_json::from_str(message["content"].as_str().unwrap()).unwrap()).collect()
}
