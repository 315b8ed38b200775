//! Anthropic's messages (<https://docs.claude.com/en/api/messages>). It has no embeddings.

use domain::assistant::{ChatRequest, Message, Stop, ToolCall};
use serde_json::{Value, json};

use super::{Gathered, Wire, count, items, text};
use crate::models::events::Framing;

pub static ANTHROPIC: Wire = Wire {
    name: "anthropic",
    service: "Anthropic",
    framing: Framing::Events,
    key: ("x-api-key", ""),
    header: Some(("anthropic-version", "2023-06-01")),
    path: |_, _| "v1/messages".to_owned(),
    body,
    whole,
    piece,
    embed: None,
};

fn body(model: &str, request: &ChatRequest, most_tokens: u32, streams: bool) -> Value {
    let messages: Vec<Value> = request.messages.iter().map(message).collect();
    let mut body = json!({
        "model": model, "system": request.system, "messages": messages, "max_tokens": most_tokens,
        "stream": streams,
    });
    if !request.tools.is_empty() {
        let tool = |tool: &domain::assistant::ToolSpec| json!({ "name": tool.name, "description": tool.description, "input_schema": tool.parameters });
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    if let Some(schema) = &request.schema {
        body["output_config"] = json!({ "format": { "type": "json_schema", "schema": schema.definition } });
    }
    body
}

fn message(message: &Message) -> Value {
    match message {
        Message::User(text) => json!({ "role": "user", "content": text }),
        Message::Assistant { text, calls } => {
            let call = |call: &ToolCall| json!({ "type": "tool_use", "id": call.id, "name": call.name, "input": call.arguments });
            // Empty blocks are refused.
            let said = (!text.is_empty()).then(|| json!({ "type": "text", "text": text }));
            let content: Vec<Value> = said.into_iter().chain(calls.iter().map(call)).collect();
            json!({ "role": "assistant", "content": content })
        }
        Message::Tool { call, result } => {
            let content = json!([{ "type": "tool_result", "tool_use_id": call.id, "content": result }]);
            json!({ "role": "user", "content": content })
        }
    }
}

fn whole(answer: &Value, gathered: &mut Gathered) {
    gathered.failed = answer.get("content").is_none();
    for block in items(answer, "/content") {
        match text(block, "/type") {
            "text" => gathered.text.push_str(text(block, "/text")),
            "tool_use" => {
                let none = json!({});
                let arguments = block.get("input").unwrap_or(&none);
                gathered.add_call(text(block, "/id"), text(block, "/name"), arguments);
            }
            _ => {}
        }
    }
    gathered.stop = stop(text(answer, "/stop_reason"));
    gathered.usage.input_tokens = read_tokens(answer, "/usage");
    gathered.usage.output_tokens = count(answer, "/usage/output_tokens").unwrap_or_default();
}

/// Text blocks and calls share their numbers, so a call is found by its being the last one.
fn piece(message: &Value, gathered: &mut Gathered) -> String {
    match text(message, "/type") {
        "message_start" => gathered.usage.input_tokens = read_tokens(message, "/message/usage"),
        "content_block_start" if text(message, "/content_block/type") == "tool_use" => {
            let place = gathered.calls.len();
            if let Some(call) = gathered.call(place) {
                call.id = text(message, "/content_block/id").to_owned();
                call.name = text(message, "/content_block/name").to_owned();
            }
        }
        "content_block_delta" => {
            if let Some(call) = gathered.calls.last_mut() {
                call.arguments.push_str(text(message, "/delta/partial_json"));
            }
            return text(message, "/delta/text").to_owned();
        }
        "message_delta" => {
            gathered.stop = stop(text(message, "/delta/stop_reason")).or(gathered.stop);
            let made = count(message, "/usage/output_tokens");
            gathered.usage.output_tokens = made.unwrap_or(gathered.usage.output_tokens);
        }
        "message_stop" => gathered.is_over = true,
        "error" => gathered.failed = true,
        _ => {}
    }
    String::new()
}

fn stop(reason: &str) -> Option<Stop> {
    match reason {
        "" => None,
        "refusal" => Some(Stop::Refused),
        "max_tokens" | "model_context_window_exceeded" => Some(Stop::Length),
        _ => Some(Stop::Complete),
    }
}

/// What was read from its cache was read, too.
fn read_tokens(value: &Value, usage: &str) -> i64 {
    ["input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens"]
        .iter()
        .filter_map(|name| count(value, &format!("{usage}/{name}")))
        .sum()
}
