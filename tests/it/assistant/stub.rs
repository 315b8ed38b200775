//! A provider that answers what it was told to, one after the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::AbortHandle;

pub enum Reply {
    Json(u16, Value),
    /// As it is, such as a stream.
    Text(String),
    /// Begins, and falls silent.
    Stalls,
    /// Vectors as OpenAI makes them: how often each of these words is in a text.
    Embeds(&'static [&'static str]),
}

impl Reply {
    /// A stream of OpenAI's: pieces of text, then tools that it asks for.
    pub fn streams(pieces: &[&str], calls: &[(&str, Value)]) -> Self {
        let mut stream = String::new();
        let mut tell = |event: Value| stream.push_str(&format!("data: {event}\n\n"));
        for piece in pieces {
            tell(json!({ "choices": [{ "index": 0, "delta": { "content": piece } }] }));
        }
        for (index, (name, arguments)) in calls.iter().enumerate() {
            let function = json!({ "name": name, "arguments": arguments.to_string() });
            let call = json!({ "index": index, "id": format!("call_{index}"), "type": "function", "function": function });
            tell(json!({ "choices": [{ "index": 0, "delta": { "tool_calls": [call] } }] }));
        }
        let reason = if calls.is_empty() { "stop" } else { "tool_calls" };
        tell(json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }));
        tell(json!({ "choices": [], "usage": { "prompt_tokens": 10, "completion_tokens": 5 } }));
        stream.push_str("data: [DONE]\n\n");
        Self::Text(stream)
    }
}

#[derive(Default)]
struct Replies {
    queue: VecDeque<Reply>,
    /// The last one was given, and is given again unless another one comes.
    is_spent: bool,
}

pub struct Stub {
    pub url: String,
    replies: Arc<Mutex<Replies>>,
    asked: Arc<Mutex<Vec<Value>>>,
    task: AbortHandle,
}

impl Stub {
    /// The last reply is given again and again.
    pub async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let replies = Replies { queue: replies.into_iter().collect(), is_spent: false };
        let replies = Arc::new(Mutex::new(replies));
        let asked: Arc<Mutex<Vec<Value>>> = Arc::default();
        let (heard, kept) = (asked.clone(), replies.clone());
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, replies.clone(), heard.clone()));
            }
        });
        Self { url, replies: kept, asked, task: task.abort_handle() }
    }

    /// What it answers after everything else.
    pub fn then(&self, reply: Reply) {
        let mut replies = self.replies.lock().unwrap();
        if std::mem::take(&mut replies.is_spent) {
            replies.queue.clear();
        }
        replies.queue.push_back(reply);
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Value> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(mut stream: TcpStream, replies: Arc<Mutex<Replies>>, heard: Arc<Mutex<Vec<Value>>>) {
    let mut request = Vec::new();
    let body = loop {
        let mut bytes = [0; 4096];
        let read = stream.read(&mut bytes).await.unwrap_or(0);
        if read == 0 {
            return;
        }
        request.extend_from_slice(&bytes[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if body.len() >= length.map_or(0, |length| length.trim().parse().unwrap()) {
            let body: Value = serde_json::from_str(body).unwrap_or_default();
            heard.lock().unwrap().push(body.clone());
            break body;
        }
    };
    let (text, stalls) = {
        let mut replies = replies.lock().unwrap();
        let head = |status: u16| format!("HTTP/1.1 {status} Told\r\nconnection: close\r\n\r\n");
        let reply = match replies.queue.front().unwrap() {
            Reply::Json(status, body) => (format!("{}{body}", head(*status)), false),
            Reply::Text(body) => (format!("{}{body}", head(200)), false),
            Reply::Stalls => (format!("{}{{", head(200)), true),
            Reply::Embeds(words) => (format!("{}{}", head(200), embedded(&body, words)), false),
        };
        if replies.queue.len() > 1 {
            replies.queue.pop_front();
        } else {
            replies.is_spent = true;
        }
        reply
    };
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.flush().await;
    if stalls {
        // Until the other side has had enough.
        let _ = stream.read(&mut [0; 1]).await;
    }
}

fn embedded(body: &Value, words: &[&str]) -> Value {
    let texts = body["input"].as_array().into_iter().flatten().enumerate();
    let row = |(index, text): (usize, &Value)| {
        let text = text.as_str().unwrap_or_default().to_lowercase();
        let vector: Vec<f64> = words.iter().map(|word| text.matches(word).count() as f64 + 0.01).collect();
        serde_json::json!({ "index": index, "embedding": vector })
    };
    serde_json::json!({ "data": texts.map(row).collect::<Vec<_>>(), "usage": { "prompt_tokens": 5 } })
}
