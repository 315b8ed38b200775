//! OpenAI's chat completions and embeddings (<https://platform.openai.com/docs/api-reference/chat>), as Azure, Mistral,
//! Groq, vLLM, LM Studio, llama.cpp and many others speak them too.

use domain::assistant::{ChatRequest, Message, Stop, ToolCall};
use domain::embeddings::Embedded;
use serde_json::{Value, json};

use super::{Embed, Gathered, Wire, count, items, text, vector};
use crate::models::events::Framing;

pub static OPENAI: Wire = Wire {
    name: "openai",
    service: "the OpenAI-compatible API",
    framing: Framing::Events,
    key: ("authorization", "Bearer "),
    header: None,
    path: |_, _| "chat/completions".to_owned(),
    body,
    whole,
    piece,
    embed: Some(Embed {
        path: |_| "embeddings".to_owned(),
        body: |model, texts| json!({ "model": model, "input": texts, "encoding_format": "float" }),
        read: |answer| {
            let mut rows: Vec<(i64, Vec<f32>)> = items(answer, "/data")
                .map(|row| Some((count(row, "/index")?, vector(row.get("embedding")?)?)))
                .collect::<Option<_>>()?;
            rows.sort_by_key(|(index, _)| *index);
            let vectors = rows.into_iter().map(|(_, vector)| vector).collect();
            let input_tokens = count(answer, "/usage/prompt_tokens").unwrap_or_default();
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
    let mut body =
        json!({ "model": model, "messages": messages, "max_tokens": most_tokens, "stream": streams });
    if streams {
        body["stream_options"] = json!({ "include_usage": true });
    }
    if !request.tools.is_empty() {
        let tool = |tool: &domain::assistant::ToolSpec| {
            json!({ "type": "function", "function": {
                "name": tool.name, "description": tool.description, "parameters": tool.parameters,
            } })
        };
        body["tools"] = request.tools.iter().map(tool).collect();
    }
    if let Some(schema) = &request.schema {
        body["response_format"] = json!({ "type": "json_schema", "json_schema": {
            "name": schema.name, "schema": schema.definition, "strict": true,
        } });
    }
    body
}

fn message(message: &Message) -> Value {
    match message {
        Message::User(text) => json!({ "role": "user", "content": text }),
        Message::Assistant { text, calls } => {
            let call = |call: &ToolCall| {
                json!({ "id": call.id, "type": "function", "function": {
                    "name": call.name, "arguments": call.arguments.to_string(),
                } })
            };
            let mut said = json!({ "role": "assistant", "content": text });
            if !calls.is_empty() {
                said["tool_calls"] = calls.iter().map(call).collect();
            }
            said
        }
        Message::Tool { call, result } => {
            json!({ "role": "tool", "tool_call_id": call.id, "content": result })
        }
    }
}

fn whole(answer: &Value, gathered: &mut Gathered) {
    gathered.failed = answer.pointer("/choices/0/message").is_none();
    gathered.text.push_str(text(answer, "/choices/0/message/content"));
    for call in items(answer, "/choices/0/message/tool_calls") {
        let arguments = text(call, "/function/arguments").to_owned();
        let place = gathered.calls.len();
        if let Some(pending) = gathered.call(place) {
            (pending.id, pending.name) = (text(call, "/id").into(), text(call, "/function/name").into());
            pending.arguments = arguments;
        }
    }
    let refused = !text(answer, "/choices/0/message/refusal").is_empty();
    finish(gathered, text(answer, "/choices/0/finish_reason"), refused);
    usage(answer, gathered);
}

fn piece(message: &Value, gathered: &mut Gathered) -> String {
    gathered.failed |= message.get("error").is_some();
    let said = text(message, "/choices/0/delta/content").to_owned();
    for call in items(message, "/choices/0/delta/tool_calls") {
        let place = count(call, "/index").and_then(|place| usize::try_from(place).ok()).unwrap_or(0);
        if let Some(pending) = gathered.call(place) {
            pending.id.push_str(text(call, "/id"));
            pending.name.push_str(text(call, "/function/name"));
            pending.arguments.push_str(text(call, "/function/arguments"));
        }
    }
    let refused = !text(message, "/choices/0/delta/refusal").is_empty();
    finish(gathered, text(message, "/choices/0/finish_reason"), refused);
    usage(message, gathered);
    said
}

fn finish(gathered: &mut Gathered, reason: &str, refused: bool) {
    let stop = match reason {
        _ if refused => Some(Stop::Refused),
        "content_filter" => Some(Stop::Refused),
        "length" => Some(Stop::Length),
        "" => None,
        _ => Some(Stop::Complete),
    };
    // A refusal stays one, though it ends as other answers do.
    if gathered.stop != Some(Stop::Refused) {
        gathered.stop = stop.or(gathered.stop);
    }
    gathered.is_over |= !reason.is_empty();
}

fn usage(value: &Value, gathered: &mut Gathered) {
    if let Some(tokens) = count(value, "/usage/prompt_tokens") {
        gathered.usage.input_tokens = tokens;
        gathered.usage.output_tokens = count(value, "/usage/completion_tokens").unwrap_or_default();
    }
}
