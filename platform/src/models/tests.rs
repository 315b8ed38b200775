//! Each API against a stub that speaks as its documentation says, and against one that does not.

#![allow(clippy::unwrap_used)]

use std::slice;
use std::time::Duration;

use domain::Error;
use domain::assistant::{
    Answer, ChatModel, ChatRequest, Message, Piece, Schema, Stop, ToolCall, ToolSpec, Usage,
};
use domain::embeddings::Embedder;
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::wire::{ANTHROPIC, GEMINI, OLLAMA, OPENAI, Wire};
use super::{HttpModel, ProviderSettings};

const LIMIT: Duration = Duration::from_secs(20);
/// For answers that never come.
const SHORT: Duration = Duration::from_millis(200);

/// Answers one request with these bytes, and then hangs up or falls silent. Gives back what it was asked.
async fn stub(answer: String, hangs_up: bool) -> (String, JoinHandle<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/base", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        let (head, body) = loop {
            let mut bytes = [0; 4096];
            let read = stream.read(&mut bytes).await.unwrap();
            request.extend_from_slice(&bytes[..read]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) {
                break (head.to_owned(), serde_json::from_str(body).unwrap());
            }
        };
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.flush().await.unwrap();
        if !hangs_up {
            // Until the other side has had enough.
            let _ = stream.read(&mut [0; 1]).await;
        }
        (head, body)
    });
    (url, asked)
}

fn http(status: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nretry-after: 7\r\nconnection: close\r\n\r\n{body}")
}

fn model(wire: &'static Wire, url: &str) -> HttpModel {
    HttpModel::new(wire, ProviderSettings { url: url.to_owned(), api_key: "geheim".into() }).unwrap()
}

fn request() -> ChatRequest {
    let call = ToolCall { id: "call_1".into(), name: "search".into(), arguments: json!({ "text": "mug" }) };
    ChatRequest {
        system: "You sell mugs.".into(),
        messages: vec![
            Message::User("A mug?".into()),
            Message::Assistant { text: String::new(), calls: vec![call.clone()] },
            Message::Tool { call, result: "[]".into() },
        ],
        tools: vec![ToolSpec {
            name: "search",
            description: "Finds products",
            parameters: json!({ "type": "object", "properties": { "text": { "type": "string" } } }),
        }],
        schema: Some(Schema { name: "reply".into(), definition: json!({ "type": "object" }) }),
    }
}

fn answer(text: &str, stop: Stop) -> Answer {
    let usage = Usage { input_tokens: 12, output_tokens: 3 };
    Answer { text: text.into(), calls: Vec::new(), stop, usage }
}

/// What each API answers as a whole, with `TEXT` for what is said and `STOP` for why it ends.
fn whole(wire: &Wire) -> Value {
    match wire.name {
        "openai" => json!({
            "choices": [{ "message": { "role": "assistant", "content": "TEXT" }, "finish_reason": "STOP" }],
            "usage": { "prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15 },
        }),
        "anthropic" => json!({
            "type": "message", "content": [{ "type": "text", "text": "TEXT" }], "stop_reason": "STOP",
            "usage": { "input_tokens": 10, "cache_read_input_tokens": 2, "output_tokens": 3 },
        }),
        "gemini" => json!({
            "candidates": [{ "content": { "role": "model", "parts": [{ "text": "TEXT" }] }, "finishReason": "STOP" }],
            "usageMetadata": { "promptTokenCount": 12, "candidatesTokenCount": 2, "thoughtsTokenCount": 1 },
        }),
        _ => json!({
            "message": { "role": "assistant", "content": "TEXT" }, "done": true, "done_reason": "STOP",
            "prompt_eval_count": 12, "eval_count": 3,
        }),
    }
}

/// The words for complete, cut off and refused. Ollama knows no refusal.
fn stops(wire: &Wire) -> [(&'static str, Stop); 3] {
    let words = match wire.name {
        "openai" => ["stop", "length", "content_filter"],
        "anthropic" => ["end_turn", "max_tokens", "refusal"],
        "gemini" => ["STOP", "MAX_TOKENS", "SAFETY"],
        _ => ["stop", "length", "stop"],
    };
    let last = if wire.name == "ollama" { Stop::Complete } else { Stop::Refused };
    [(words[0], Stop::Complete), (words[1], Stop::Length), (words[2], last)]
}

fn said(wire: &Wire, text: &str, stop: &str) -> String {
    whole(wire).to_string().replace("TEXT", text).replace("\"STOP\"", &format!("\"{stop}\""))
}

const WIRES: [&Wire; 4] = [&OPENAI, &ANTHROPIC, &GEMINI, &OLLAMA];

#[tokio::test]
async fn a_whole_answer_is_read_with_its_counts_and_why_it_ends() {
    for wire in WIRES {
        for (word, stop) in stops(wire) {
            let (url, asked) = stub(http("200 OK", &said(wire, "Hello", word)), true).await;
            let found = model(wire, &url).chat("a-model", &request(), 100, LIMIT).await.unwrap();
            assert_eq!(found, answer("Hello", stop), "{}", wire.name);
            let (head, body) = asked.await.unwrap();
            assert!(head.contains("geheim") && head.starts_with("POST /base/"), "{head}");
            assert!(head.contains("a-model") || body["model"] == "a-model");
            let body = body.to_string();
            for part in ["You sell mugs.", "A mug?", "Finds products", "100", "search"] {
                assert!(body.contains(part), "{} does not say {part}: {body}", wire.name);
            }
        }
    }
}

#[tokio::test]
async fn a_call_of_a_tool_is_read_from_a_whole_and_from_pieces() {
    let arguments = r#"{\"text\":\"mug\"}"#;
    let first = &arguments[..7];
    let rest = &arguments[7..];
    let cases: [(&'static Wire, String, Vec<String>); 4] = [
        (
            &OPENAI,
            format!(r#"{{"choices":[{{"message":{{"content":null,"tool_calls":[{{"id":"call_9","type":"function","function":{{"name":"search","arguments":"{arguments}"}}}}]}},"finish_reason":"tool_calls"}}]}}"#),
            vec![
                r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"id":"call_9","function":{"name":"search","arguments":""}}]}}]}"#.into(),
                format!(r#"{{"choices":[{{"delta":{{"tool_calls":[{{"index":0,"function":{{"arguments":"{first}"}}}}]}}}}]}}"#),
                format!(r#"{{"choices":[{{"delta":{{"tool_calls":[{{"index":0,"function":{{"arguments":"{rest}"}}}}]}},"finish_reason":"tool_calls"}}]}}"#),
                "[DONE]".into(),
            ],
        ),
        (
            &ANTHROPIC,
            r#"{"content":[{"type":"tool_use","id":"call_9","name":"search","input":{"text":"mug"}}],"stop_reason":"tool_use"}"#.into(),
            vec![
                r#"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"call_9","name":"search","input":{}}}"#.into(),
                format!(r#"{{"type":"content_block_delta","index":1,"delta":{{"type":"input_json_delta","partial_json":"{first}"}}}}"#),
                format!(r#"{{"type":"content_block_delta","index":1,"delta":{{"type":"input_json_delta","partial_json":"{rest}"}}}}"#),
                r#"{"type":"message_delta","delta":{"stop_reason":"tool_use"}}"#.into(),
                r#"{"type":"message_stop"}"#.into(),
            ],
        ),
        (
            &GEMINI,
            r#"{"candidates":[{"content":{"parts":[{"functionCall":{"id":"call_9","name":"search","args":{"text":"mug"}}}]},"finishReason":"STOP"}]}"#.into(),
            vec![r#"{"candidates":[{"content":{"parts":[{"functionCall":{"id":"call_9","name":"search","args":{"text":"mug"}}}]},"finishReason":"STOP"}]}"#.into()],
        ),
        (
            &OLLAMA,
            r#"{"message":{"content":"","tool_calls":[{"id":"call_9","function":{"name":"search","arguments":{"text":"mug"}}}]},"done":true}"#.into(),
            vec![
                r#"{"message":{"content":"","tool_calls":[{"id":"call_9","function":{"name":"search","arguments":{"text":"mug"}}}]},"done":false}"#.into(),
                r#"{"message":{"content":""},"done":true,"done_reason":"stop"}"#.into(),
            ],
        ),
    ];
    let expected =
        ToolCall { id: "call_9".into(), name: "search".into(), arguments: json!({ "text": "mug" }) };
    for (wire, whole, pieces) in cases {
        let (url, _) = stub(http("200 OK", &whole), true).await;
        let found = model(wire, &url).chat("m", &request(), 100, LIMIT).await.unwrap();
        assert_eq!(found.calls, slice::from_ref(&expected), "{}", wire.name);
        let (url, _) = stub(http("200 OK", &framed(wire, &pieces)), true).await;
        let pieces = model(wire, &url).stream("m", &request(), 100, LIMIT).await.unwrap();
        let pieces: Vec<_> = pieces.map(Result::unwrap).collect().await;
        let [Piece::End(found)] = &pieces[..] else { panic!("{}: {pieces:?}", wire.name) };
        assert_eq!(found.calls, slice::from_ref(&expected), "{}", wire.name);
    }
}

fn framed(wire: &Wire, messages: &[String]) -> String {
    let (before, after) = if wire.name == "ollama" { ("", "\n") } else { ("event: x\ndata: ", "\n\n") };
    messages.iter().map(|message| format!("{before}{message}{after}")).collect()
}

/// "Hel" and "lo", and the end with its counts.
fn pieces(wire: &Wire) -> Vec<String> {
    let texts: Vec<Value> = match wire.name {
        "openai" => vec![
            json!({ "choices": [{ "delta": { "role": "assistant", "content": "Hel" } }] }),
            json!({ "choices": [{ "delta": { "content": "lo" } }] }),
            json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] }),
            json!({ "choices": [], "usage": { "prompt_tokens": 12, "completion_tokens": 3 } }),
        ],
        "anthropic" => vec![
            json!({ "type": "message_start", "message": { "usage": { "input_tokens": 12, "output_tokens": 1 } } }),
            json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
            json!({ "type": "ping" }),
            json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "Hel" } }),
            json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": "lo" } }),
            json!({ "type": "message_delta", "delta": { "stop_reason": "end_turn" }, "usage": { "output_tokens": 3 } }),
            json!({ "type": "message_stop" }),
        ],
        "gemini" => vec![
            json!({ "candidates": [{ "content": { "parts": [{ "text": "Hel" }] } }] }),
            json!({
                "candidates": [{ "content": { "parts": [{ "text": "lo" }] }, "finishReason": "STOP" }],
                "usageMetadata": { "promptTokenCount": 12, "candidatesTokenCount": 3 },
            }),
        ],
        _ => vec![
            json!({ "message": { "content": "Hel" }, "done": false }),
            json!({ "message": { "content": "lo" }, "done": false }),
            json!({
                "message": { "content": "" }, "done": true, "done_reason": "stop", "prompt_eval_count": 12,
                "eval_count": 3,
            }),
        ],
    };
    let mut texts: Vec<String> = texts.iter().map(Value::to_string).collect();
    if wire.name == "openai" {
        texts.push("[DONE]".into());
    }
    texts
}

#[tokio::test]
async fn a_stream_comes_in_pieces_and_ends_with_all_of_it() {
    for wire in WIRES {
        for hangs_up in [true, false] {
            let (url, _) = stub(http("200 OK", &framed(wire, &pieces(wire))), hangs_up).await;
            let limit = if hangs_up { LIMIT } else { SHORT };
            let found = model(wire, &url).stream("m", &request(), 100, limit).await.unwrap();
            let found: Vec<_> = found.map(Result::unwrap).collect().await;
            let expected = [
                Piece::Text("Hel".into()),
                Piece::Text("lo".into()),
                Piece::End(answer("Hello", Stop::Complete)),
            ];
            assert_eq!(found, expected, "{} {hangs_up}", wire.name);
        }
    }
}

#[tokio::test]
async fn a_stream_that_breaks_off_stalls_fails_or_is_garbage_ends_with_an_error() {
    for wire in WIRES {
        let whole = pieces(wire);
        let begun = framed(wire, &whole[..whole.len().div_ceil(3)]);
        let broken = format!("{begun}{}", framed(wire, &["{\"broken".to_owned()]));
        let failed = json!({ "type": "error", "error": { "message": "overloaded" } }).to_string();
        let failed = format!("{begun}{}", framed(wire, &[failed]));
        for (stream, hangs_up) in [(begun.clone(), false), (broken, true), (failed, true)] {
            let (url, _) = stub(http("200 OK", &stream), hangs_up).await;
            let opened = model(wire, &url).stream("m", &request(), 100, SHORT).await;
            let error = match opened {
                Err(error) => error,
                Ok(pieces) => {
                    let mut pieces: Vec<_> = pieces.collect().await;
                    pieces.pop().unwrap().unwrap_err()
                }
            };
            assert!(matches!(error, Error::Unavailable { .. }), "{}: {error:?}", wire.name);
        }
    }
    // Ends without having said that it ends.
    let (url, _) = stub(http("200 OK", &framed(&OLLAMA, &pieces(&OLLAMA)[..1])), true).await;
    let pieces = model(&OLLAMA, &url).stream("m", &request(), 100, LIMIT).await.unwrap();
    let last = pieces.collect::<Vec<_>>().await.pop().unwrap();
    assert!(last.unwrap_err().chain().contains("broke off"));
}

#[tokio::test]
async fn nonsense_silence_and_failure_are_told_apart_from_a_refusal() {
    for wire in WIRES {
        for (answer, hangs_up) in [
            (http("200 OK", "<html>"), true),
            (http("200 OK", "{\"choices\": ["), true),
            (http("200 OK", "{}"), true),
            (http("200 OK", "[]"), true),
            (http("503 Service Unavailable", "{\"error\":\"geheim\"}"), true),
            (http("200 OK", &said(wire, "", stops(wire)[0].0)), true),
            (http("200 OK", "{"), false),
            (String::new(), false),
            (String::new(), true),
        ] {
            let (url, _) = stub(answer.clone(), hangs_up).await;
            let limit = if hangs_up { LIMIT } else { SHORT };
            let error = model(wire, &url).chat("m", &request(), 100, limit).await.unwrap_err();
            assert!(matches!(error, Error::Unavailable { .. }), "{}: {answer} {error:?}", wire.name);
            let chain = error.chain();
            assert!(!chain.contains("geheim") && !chain.contains("A mug"), "{chain}");
        }
        let (url, _) = stub(http("429 Too Many Requests", "{}"), true).await;
        let error = model(wire, &url).chat("m", &request(), 100, LIMIT).await.unwrap_err();
        let wait = Some(Duration::from_secs(7));
        assert!(matches!(error, Error::Unavailable { retry_after, .. } if retry_after == wait));
        let (url, _) = stub(http("401 Unauthorized", "{}"), true).await;
        let error = model(wire, &url).chat("m", &request(), 100, LIMIT).await.unwrap_err();
        assert!(matches!(error, Error::Refused { code: "model_rejected", .. }), "{error:?}");
    }
    // OpenAI has a place of its own for a refusal, and ends as if nothing were.
    let refusal = r#"{"choices":[{"message":{"content":null,"refusal":"No."},"finish_reason":"stop"}]}"#;
    let (url, _) = stub(http("200 OK", refusal), true).await;
    let found = model(&OPENAI, &url).chat("m", &request(), 100, LIMIT).await.unwrap();
    assert_eq!(found.stop, Stop::Refused);
    // Gemini blocks a question without any answer.
    let (url, _) = stub(http("200 OK", r#"{"promptFeedback":{"blockReason":"SAFETY"}}"#), true).await;
    let found = model(&GEMINI, &url).chat("m", &request(), 100, LIMIT).await.unwrap();
    assert_eq!(found.stop, Stop::Refused);
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let endless = http("200 OK", &format!("{{\"choices\":\"{}\"}}", "x".repeat(9 << 20)));
    let (url, _) = stub(endless, true).await;
    let error = model(&OPENAI, &url).chat("m", &request(), 100, LIMIT).await.unwrap_err();
    assert!(error.chain().contains("no end"), "{error:?}");
}

#[tokio::test]
async fn texts_become_vectors_in_their_order() {
    let texts = ["one".to_owned(), "two".to_owned()];
    for (wire, body, tokens) in [
        (
            &OPENAI,
            json!({ "data": [
                { "index": 1, "embedding": [0.0, 1.0] }, { "index": 0, "embedding": [1.0, 0.5] },
            ], "usage": { "prompt_tokens": 4 } }),
            4,
        ),
        (&GEMINI, json!({ "embeddings": [{ "values": [1.0, 0.5] }, { "values": [0.0, 1.0] }] }), 0),
        (&OLLAMA, json!({ "embeddings": [[1.0, 0.5], [0.0, 1.0]], "prompt_eval_count": 4 }), 4),
    ] {
        let (url, asked) = stub(http("200 OK", &body.to_string()), true).await;
        let found = model(wire, &url).embed("m", &texts, LIMIT).await.unwrap();
        assert_eq!(found.vectors, [[1.0, 0.5], [0.0, 1.0]], "{}", wire.name);
        assert_eq!(found.input_tokens, tokens);
        let (_, body) = asked.await.unwrap();
        assert!(body.to_string().contains("two"));
    }
    for wrong in [json!({ "embeddings": [[1.0]] }), json!({ "embeddings": [[1.0], [1.0, 2.0]] }), json!({})] {
        let (url, _) = stub(http("200 OK", &wrong.to_string()), true).await;
        let error = model(&OLLAMA, &url).embed("m", &texts, LIMIT).await.unwrap_err();
        assert!(matches!(error, Error::Unavailable { .. }), "{wrong}: {error:?}");
    }
    let (url, _) = stub(String::new(), true).await;
    let error = model(&ANTHROPIC, &url).embed("m", &texts, LIMIT).await.unwrap_err();
    assert!(matches!(error, Error::Refused { code: "model_rejected", .. }), "{error:?}");
}
