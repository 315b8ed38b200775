//! How each API is spoken: one value per API, with plain functions from our requests to its JSON and back.

mod anthropic;
mod gemini;
mod ollama;
mod openai;

use domain::assistant::{Answer, ChatRequest, Stop, ToolCall, Usage};
use domain::embeddings::Embedded;
use serde_json::Value;

use super::events::Framing;

pub use anthropic::ANTHROPIC;
pub use gemini::GEMINI;
pub use ollama::OLLAMA;
pub use openai::OPENAI;

/// One API.
pub struct Wire {
    /// As settings name it.
    pub name: &'static str,
    /// For errors.
    pub service: &'static str,
    pub framing: Framing,
    /// The header that carries the key, and what stands before it. Without a key there is none.
    pub key: (&'static str, &'static str),
    /// A header of every request.
    pub header: Option<(&'static str, &'static str)>,
    /// Where to ask a model; streaming or not. Below the base URL; may have a query.
    pub path: fn(model: &str, streams: bool) -> String,
    pub body: fn(model: &str, request: &ChatRequest, most_tokens: u32, streams: bool) -> Value,
    /// Reads an answer that came as a whole into the gathered.
    pub whole: fn(answer: &Value, gathered: &mut Gathered),
    /// Reads one message of a stream; gives the text in it.
    pub piece: fn(message: &Value, gathered: &mut Gathered) -> String,
    pub embed: Option<Embed>,
}

/// The part about embeddings.
pub struct Embed {
    pub path: fn(model: &str) -> String,
    pub body: fn(model: &str, texts: &[String]) -> Value,
    pub read: fn(answer: &Value) -> Option<Embedded>,
}

/// An answer as far as it has come.
#[derive(Debug, Default)]
pub struct Gathered {
    pub text: String,
    /// By their place, with arguments as text while they are not complete.
    pub calls: Vec<PendingCall>,
    pub stop: Option<Stop>,
    pub usage: Usage,
    /// The provider says in the middle that it failed.
    pub failed: bool,
    /// The last message came.
    pub is_over: bool,
}

#[derive(Debug, Default, Clone)]
pub struct PendingCall {
    pub id: String,
    pub name: String,
    pub arguments: String,
}

impl Gathered {
    /// The call at that place, which is made if it is not there.
    pub fn call(&mut self, place: usize) -> Option<&mut PendingCall> {
        // More than any model asks for at once.
        if place >= 64 {
            return None;
        }
        if self.calls.len() <= place {
            self.calls.resize(place + 1, PendingCall::default());
        }
        self.calls.get_mut(place)
    }

    /// A call that came as a whole.
    pub fn add_call(&mut self, id: &str, name: &str, arguments: &Value) {
        let place = self.calls.len();
        let id = if id.is_empty() { format!("call_{place}") } else { id.to_owned() };
        if let Some(call) = self.call(place) {
            *call = PendingCall { id, name: name.to_owned(), arguments: arguments.to_string() };
        }
    }

    /// All of it; what is wrong with it otherwise.
    pub fn into_answer(self) -> Result<Answer, &'static str> {
        if self.failed {
            return Err("it says that it failed");
        }
        let stop = self.stop.unwrap_or(Stop::Complete);
        let mut calls = Vec::with_capacity(self.calls.len());
        for call in self.calls {
            let text = if call.arguments.trim().is_empty() { "{}" } else { call.arguments.as_str() };
            let arguments: Value = match serde_json::from_str(text) {
                Ok(arguments @ Value::Object(_)) => arguments,
                // Cut off in the middle of them.
                _ if stop == Stop::Length => continue,
                _ => return Err("it asks for a tool with broken JSON"),
            };
            calls.push(ToolCall { id: call.id, name: call.name, arguments });
        }
        if self.text.is_empty() && calls.is_empty() && stop == Stop::Complete {
            return Err("it says nothing");
        }
        Ok(Answer { text: self.text, calls, stop, usage: self.usage })
    }
}

/// The text at that place, empty if there is none.
fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn count(value: &Value, pointer: &str) -> Option<i64> {
    value.pointer(pointer).and_then(Value::as_i64)
}

fn items<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = &'a Value> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// A vector of numbers.
fn vector(value: &Value) -> Option<Vec<f32>> {
    value.as_array()?.iter().map(|number| number.as_f64().map(|number| number as f32)).collect()
}
