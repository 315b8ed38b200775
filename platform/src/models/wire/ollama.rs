//! Ollama's own API (<https://docs.ollama.com/api>), on one's own machine.

use domain::assistant::{ChatRequest, Message, Stop, ToolCall};
use domain::embeddings::Embedded;
use serde_json::{Value, json};

use super::{Embed, Gathered, Wire, count, items, text, vector};
use crate::models::events::Framing;

pub static OLLAMA: Wire = Wire {
    name: "ollama",
    service: "Ollama",
    framing: Framing::Lines,
    key: ("authorization", "Bearer "),
    header: None,
    path: |_, _| "api/chat".to_owned(),
    body,
    whole: |answer, gathered| {
        gathered.failed = answer.get("message").is_none();
        let said = piece(answer, gathered);
        gathered.text.push_str(&said);
    },
    piece,
    embed: Some(Embed {
        path: |_| "api/embed".to_owned(),
        body: |model, texts| json!({ "model": model, "input": texts }),
        read: |answer| {
            let vectors = items(answer, "/embeddings").map(vector).collect::<Option<_>>()?;
            let input_tokens = count(answer, "/prompt_eval_count").unwrap_or_default();
            Some(Embedded { vectors, input_tokens })
        },
    }),
};

fn body(model: &str, request: &ChatRequest, most_tokens: u32, streams: bool) -> Value {
    let mut messages = Vec::new();
    if !request.system.is_empty() {
        messages.push(json!({ "role": "system", "content": request.system }));
    }
    messages.extend(request.messages.iter().map(message));
    let mut body = json!({
        "model": model, "messages": messages, "stream": streams, "options": { "num_predict": most_tokens },
    });
    if !request.tools.is_empty() {
        let tool = |tool: &domain::assistant::ToolSpec| {
            json!({ "type": "function", "function": {
                "name": tool.name, "description": tool.description, "parameters": tool.parameters,
            } })
        };
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    if let Some(schema) = &request.schema {
        body["format"] = schema.definition.clone();
    }
    body
}

fn message(message: &Message) -> Value {
    match message {
        Message::User(text) => json!({ "role": "user", "content": text }),
        Message::Assistant { text, calls } => {
            let call =
                |call: &ToolCall| json!({ "function": { "name": call.name, "arguments": call.arguments } });
            let calls: Vec<Value> = calls.iter().map(call).collect();
            json!({ "role": "assistant", "content": text, "tool_calls": calls })
        }
        Message::Tool { call, result } => {
            json!({ "role": "tool", "tool_name": call.name, "content": result })
        }
    }
}

fn piece(message: &Value, gathered: &mut Gathered) -> String {
    gathered.failed |= message.get("error").is_some();
    for call in items(message, "/message/tool_calls") {
        let none = json!({});
        let arguments = call.pointer("/function/arguments").unwrap_or(&none);
        gathered.add_call(text(call, "/id"), text(call, "/function/name"), arguments);
    }
    if message.get("done").and_then(Value::as_bool) == Some(true) {
        let is_cut_off = text(message, "/done_reason") == "length";
        gathered.stop = Some(if is_cut_off { Stop::Length } else { Stop::Complete });
        gathered.usage.input_tokens = count(message, "/prompt_eval_count").unwrap_or_default();
        gathered.usage.output_tokens = count(message, "/eval_count").unwrap_or_default();
        gathered.is_over = true;
    }
    text(message, "/message/content").to_owned()
}
