//! Google's Gemini (<https://ai.google.dev/api/generate-content>).

use domain::assistant::{ChatRequest, Message, Stop, ToolCall};
use domain::embeddings::Embedded;
use serde_json::{Value, json};

use super::{Embed, Gathered, Wire, count, items, text, vector};
use crate::models::events::Framing;

pub static GEMINI: Wire = Wire {
    name: "gemini",
    service: "Gemini",
    framing: Framing::Events,
    key: ("x-goog-api-key", ""),
    header: None,
    path: |model, streams| {
        let method = if streams { "streamGenerateContent?alt=sse" } else { "generateContent" };
        format!("v1beta/models/{model}:{method}")
    },
    body,
    whole: |answer, gathered| {
        let said = piece(answer, gathered);
        gathered.text.push_str(&said);
        gathered.failed |= answer.get("candidates").is_none() && gathered.stop.is_none();
    },
    piece,
    embed: Some(Embed {
        path: |model| format!("v1beta/models/{model}:batchEmbedContents"),
        body: |model, texts| {
            let request = |text: &String| json!({ "model": format!("models/{model}"), "content": { "parts": [{ "text": text }] } });
            json!({ "requests": texts.iter().map(request).collect::<Vec<_>>() })
        },
        // It does not say how many tokens it read.
        read: |answer| {
            let vectors = items(answer, "/embeddings").map(|row| vector(row.get("values")?));
            Some(Embedded { vectors: vectors.collect::<Option<_>>()?, input_tokens: 0 })
        },
    }),
};

fn body(_model: &str, request: &ChatRequest, most_tokens: u32, _streams: bool) -> Value {
    let contents: Vec<Value> = request.messages.iter().map(content).collect();
    let mut body = json!({ "contents": contents, "generationConfig": { "maxOutputTokens": most_tokens } });
    if !request.system.is_empty() {
        body["systemInstruction"] = json!({ "parts": [{ "text": request.system }] });
    }
    if !request.tools.is_empty() {
        let tool = |tool: &domain::assistant::ToolSpec| {
            json!({
                "name": tool.name, "description": tool.description, "parametersJsonSchema": tool.parameters,
            })
        };
        let tools: Vec<Value> = request.tools.iter().map(tool).collect();
        body["tools"] = json!([{ "functionDeclarations": tools }]);
    }
    if let Some(schema) = &request.schema {
        body["generationConfig"]["responseMimeType"] = json!("application/json");
        body["generationConfig"]["responseJsonSchema"] = schema.definition.clone();
    }
    body
}

fn content(message: &Message) -> Value {
    match message {
        Message::User(text) => json!({ "role": "user", "parts": [{ "text": text }] }),
        Message::Assistant { text, calls } => {
            let call =
                |call: &ToolCall| json!({ "functionCall": { "name": call.name, "args": call.arguments } });
            let said = (!text.is_empty()).then(|| json!({ "text": text }));
            let parts: Vec<Value> = said.into_iter().chain(calls.iter().map(call)).collect();
            json!({ "role": "model", "parts": parts })
        }
        Message::Tool { call, result } => {
            let response = json!({ "name": call.name, "response": { "result": result } });
            json!({ "role": "user", "parts": [{ "functionResponse": response }] })
        }
    }
}

/// Every message of a stream is an answer of its own, with a part of the text.
fn piece(message: &Value, gathered: &mut Gathered) -> String {
    gathered.failed |= message.get("error").is_some();
    let mut said = String::new();
    for part in items(message, "/candidates/0/content/parts") {
        // What it thinks is not what it says.
        if part.get("thought").and_then(Value::as_bool) != Some(true) {
            said.push_str(text(part, "/text"));
        }
        if let Some(call) = part.get("functionCall") {
            let none = json!({});
            gathered.add_call(text(call, "/id"), text(call, "/name"), call.get("args").unwrap_or(&none));
        }
    }
    let reason = text(message, "/candidates/0/finishReason");
    let blocked = !text(message, "/promptFeedback/blockReason").is_empty();
    let stop = match reason {
        _ if blocked => Some(Stop::Refused),
        "" => None,
        "STOP" => Some(Stop::Complete),
        "MAX_TOKENS" => Some(Stop::Length),
        "MALFORMED_FUNCTION_CALL" | "OTHER" | "FINISH_REASON_UNSPECIFIED" => {
            gathered.failed = true;
            None
        }
        // SAFETY, RECITATION, BLOCKLIST, PROHIBITED_CONTENT, SPII, LANGUAGE and what else they may think of.
        _ => Some(Stop::Refused),
    };
    gathered.is_over |= stop.is_some();
    gathered.stop = stop.or(gathered.stop);
    if let Some(tokens) = count(message, "/usageMetadata/promptTokenCount") {
        gathered.usage.input_tokens = tokens;
        let made = ["candidatesTokenCount", "thoughtsTokenCount"];
        let made = made.iter().filter_map(|name| count(message, &format!("/usageMetadata/{name}")));
        gathered.usage.output_tokens = made.sum();
    }
    said
}
