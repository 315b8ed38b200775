//! Somebody else's system, which gets webhooks.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::StatusCode;
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Request, Response, Server, endpoint};
use ring::hmac;
use serde_json::Value;
use tokio::task::JoinHandle;

/// What came in.
#[derive(Debug, Clone)]
pub struct Received {
    pub id: String,
    pub timestamp: String,
    pub signatures: Vec<String>,
    pub text: String,
    pub body: Value,
}

impl Received {
    /// Whether one of the signatures is that of the secret, by the formula of Standard Webhooks, computed here.
    pub fn is_signed_with(&self, secret: &Value) -> bool {
        let encoded = secret.as_str().unwrap().strip_prefix("whsec_").unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(encoded).unwrap());
        let content = format!("{}.{}.{}", self.id, self.timestamp, self.text);
        self.signatures.iter().any(|signature| {
            let tag = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
            hmac::verify(&key, content.as_bytes(), &tag).is_ok()
        })
    }

    pub fn kind(&self) -> &str {
        self.body["type"].as_str().unwrap()
    }

    pub fn version(&self) -> i64 {
        self.body["subject"]["version"].as_i64().unwrap()
    }
}

#[derive(Default)]
struct Post {
    received: Vec<Received>,
    /// Answers to come; 204 when there are none left.
    answers: VecDeque<(u16, &'static str)>,
    usual: Option<(u16, &'static str)>,
}

pub struct Receiver {
    url: String,
    post: Arc<Mutex<Post>>,
    server: JoinHandle<()>,
}

impl Receiver {
    pub async fn open() -> Self {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let port = acceptor.local_addr()[0].as_socket_addr().unwrap().port();
        let post: Arc<Mutex<Post>> = Arc::default();
        let endpoint = endpoint::make({
            let post = post.clone();
            move |request| answer(post.clone(), request)
        });
        let server =
            tokio::spawn(async move { Server::new_with_acceptor(acceptor).run(endpoint).await.unwrap() });
        Self { url: format!("http://127.0.0.1:{port}/hook"), post, server }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Answers like this once, after what was said before; `answer` is the value of `Retry-After`, or the body.
    pub fn answers_once(&self, status: u16, answer: &'static str) {
        self.post.lock().unwrap().answers.push_back((status, answer));
    }

    /// Answers like this from now on.
    pub fn answers(&self, status: u16) {
        self.post.lock().unwrap().usual = Some((status, ""));
    }

    /// Everything that came since this was last asked, in order.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut self.post.lock().unwrap().received)
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(post: Arc<Mutex<Post>>, mut request: Request) -> poem::Result<Response> {
    let header = |name: &str| request.header(name).unwrap_or_default().to_owned();
    let (id, timestamp) = (header("webhook-id"), header("webhook-timestamp"));
    let signatures = header("webhook-signature").split(' ').map(str::to_owned).collect();
    let text = request.take_body().into_string().await.unwrap();
    let body = serde_json::from_str(&text).unwrap();
    let mut post = post.lock().unwrap();
    post.received.push(Received { id, timestamp, signatures, text, body });
    let (status, answer) = post.answers.pop_front().or(post.usual).unwrap_or((204, ""));
    let builder = Response::builder().status(StatusCode::from_u16(status).unwrap());
    Ok(match answer.parse::<u64>() {
        Ok(_) => builder.header("retry-after", answer).finish(),
        Err(_) => builder.body(answer),
    })
}
