//! A served sandbox, a client that knows its key, and a receiver for its webhooks.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};

use poem::{
    Endpoint, EndpointExt, IntoResponse, Request, Response, Route, Server,
    endpoint::make,
    http::StatusCode,
    listener::{Acceptor, Listener, TcpAcceptor, TcpListener},
};
use reqwest::{Client, Method, redirect};
use sandbox::{Sandbox, SandboxConfig};
use serde_json::{Value, json};
use tokio::{
    sync::mpsc,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub const API_KEY: &str = "sk_test";
pub const SECRET: &str = "a secret of the tests";
pub const LIMIT: Duration = Duration::from_secs(20);

/// A sandbox that is served until it is dropped.
pub struct Site {
    pub client: Client,
    pub url: String,
    pub folder: Arc<Folder>,
    shutdown: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

/// A folder that goes with its last owner.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Arc<Self> {
        let path = std::env::temp_dir().join(format!("sandbox-{}", Uuid::now_v7()));
        std::fs::create_dir(&path).unwrap();
        Arc::new(Self(path))
    }

    pub fn database(&self) -> PathBuf {
        self.0.join("sandbox.db")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The settings of the tests; delays are short unless a test wants them long.
pub fn settings(database: &Path, url: &str) -> SandboxConfig {
    SandboxConfig {
        webhook_retry: Duration::from_millis(10),
        slow: Duration::from_millis(10),
        stall: Duration::from_secs(3_600),
        ..SandboxConfig::new(database, url, API_KEY, SECRET)
    }
}

pub fn client() -> Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(LIMIT).build().unwrap()
}

impl Site {
    pub async fn open() -> Self {
        Self::open_in(Folder::new(), |_| {}).await
    }

    pub async fn open_in(folder: Arc<Folder>, adjust: impl FnOnce(&mut SandboxConfig)) -> Self {
        let (acceptor, address) = bind().await;
        let url = format!("{address}/sandbox");
        let mut config = settings(&folder.database(), &url);
        adjust(&mut config);
        let sandbox = Sandbox::open(config).await.unwrap();
        let routes = Route::new().nest("/sandbox", sandbox.endpoint());
        let shutdown = CancellationToken::new();
        let courier = tokio::spawn({
            let shutdown = shutdown.clone();
            async move { sandbox.run_courier(shutdown).await }
        });
        Self { client: client(), url, folder, shutdown, tasks: vec![serve(acceptor, routes), courier] }
    }

    /// Ends it as a deployment would, and returns its folder.
    pub async fn close(mut self) -> Arc<Folder> {
        self.shutdown.cancel();
        let (server, courier) = (self.tasks.remove(0), self.tasks.remove(0));
        timeout(LIMIT, courier).await.unwrap().unwrap();
        server.abort();
        let _ = server.await;
        self.folder.clone()
    }

    /// One call with the API key; the status and the JSON that came back.
    pub async fn call(
        &self,
        method: Method,
        path: &str,
        key: Option<&str>,
        body: Option<&Value>,
    ) -> (u16, Value) {
        let mut request = self.client.request(method, format!("{}{path}", self.url)).bearer_auth(API_KEY);
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let kind = response.headers()["content-type"].to_str().unwrap().to_owned();
        assert!(kind.starts_with("application/json"), "{path} answered {kind}");
        (status, response.json().await.unwrap())
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.call(Method::GET, path, None, None).await
    }

    pub async fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.call(Method::PUT, path, None, Some(&body)).await
    }

    pub async fn post(&self, path: &str, key: &str, body: Value) -> (u16, Value) {
        self.call(Method::POST, path, Some(key), Some(&body)).await
    }

    /// Pays 1,000 with a card and returns the payment.
    pub async fn pay(&self, key: &str, card: &str, capture: bool) -> Value {
        let (status, payment) = self.post("/v1/payments", key, order(card, capture)).await;
        assert_eq!(status, 200, "{payment}");
        payment
    }

    /// The payment of a key, once there is one.
    pub async fn await_payment(&self, key: &str) -> Value {
        let look = async {
            loop {
                let (status, payment) = self.get(&format!("/v1/payments?idempotency_key={key}")).await;
                if status == 200 {
                    return payment;
                }
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(LIMIT, look).await.expect("the payment appears")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// The body of a payment over 10.00 EUR.
pub fn order(card: &str, capture: bool) -> Value {
    json!({
        "amount_minor": 1_000, "currency": "EUR", "token": format!("tok_{card}"), "capture": capture,
        "reference": "order 1",
    })
}

/// What a webhook receiver got.
pub struct Webhook {
    pub id: String,
    pub timestamp: String,
    pub signature: String,
    pub body: String,
}

impl Webhook {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A server that takes webhooks and answers as told.
pub struct Receiver {
    pub url: String,
    pub status: Arc<AtomicU16>,
    inbox: mpsc::UnboundedReceiver<Webhook>,
    task: JoinHandle<()>,
}

impl Receiver {
    pub async fn open() -> Self {
        let (acceptor, address) = bind().await;
        let (outbox, inbox) = mpsc::unbounded_channel();
        let status = Arc::new(AtomicU16::new(204));
        let answers = status.clone();
        let endpoint = make(move |request: Request| {
            let (outbox, answers) = (outbox.clone(), answers.clone());
            async move { receive(request, &outbox, &answers).await }
        });
        let task = serve(acceptor, Route::new().at("/hook", endpoint.map_to_response()));
        Self { url: format!("{address}/hook"), status, inbox, task }
    }

    /// The next webhook, whatever it was answered.
    pub async fn next(&mut self) -> Webhook {
        timeout(LIMIT, self.inbox.recv()).await.expect("a webhook arrives").unwrap()
    }

    pub fn has_more(&mut self) -> bool {
        self.inbox.try_recv().is_ok()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn receive(
    mut request: Request,
    outbox: &mpsc::UnboundedSender<Webhook>,
    answers: &AtomicU16,
) -> poem::Result<Response> {
    let body = request.take_body().into_string().await?;
    let header = |name| request.header(name).unwrap_or_default().to_owned();
    let webhook = Webhook {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
        body,
    };
    let status = answers.load(Ordering::SeqCst);
    let _ = outbox.send(webhook);
    Ok(StatusCode::from_u16(status).unwrap().into_response())
}

async fn bind() -> (TcpAcceptor, String) {
    let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
    let address = acceptor.local_addr()[0].as_socket_addr().unwrap().to_string();
    (acceptor, format!("http://{address}"))
}

fn serve(acceptor: TcpAcceptor, routes: impl Endpoint + 'static) -> JoinHandle<()> {
    tokio::spawn(async move { Server::new_with_acceptor(acceptor).run(routes).await.unwrap() })
}
