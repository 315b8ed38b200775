//! A stand-in for Meilisearch, written from its public documentation of version 1.50: it takes only requests of the documented
//! shapes, works off tasks in their order and only when somebody looks at one, reads filters, finds words by their
//! beginnings and with mistakes, and counts facets. It keeps everything in memory.

mod filter;
mod find;
mod index;
mod server;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use poem::endpoint::make;
use poem::http::StatusCode;
use poem::listener::TcpAcceptor;
use poem::{Request, Response};
use serde_json::Value;
use tokio::net::TcpListener;

use super::{Running, Setup};
use server::{Headers, Server};

pub const KEY: &str = "a-key-of-the-stand-in";

/// How requests go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 500, without doing anything.
    Down,
    /// 503 with `Retry-After`, as when too many search at once.
    Busy,
    /// Nothing is ever answered.
    Stall,
    /// 200, and no JSON.
    Garbage,
    /// 200, and JSON of another shape.
    OtherShape,
    /// Tasks that are worked off fail.
    Tasks,
    /// Tasks are taken and not worked off.
    Slow,
}

pub struct Meilisearch {
    server: Arc<Mutex<Server>>,
    pub url: String,
    running: Running,
}

impl Meilisearch {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = Arc::new(Mutex::new(Server::default()));
        let at_work = Arc::clone(&server);
        let running = Running::start(|shutdown| async move {
            let app = make(move |request| answer(Arc::clone(&at_work), request));
            let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
            let stop = async move { shutdown.cancelled().await };
            let server = poem::Server::new_with_acceptor(acceptor);
            server.run_with_graceful_shutdown(app, stop, Some(Duration::from_millis(10))).await.unwrap();
        });
        Self { server, url, running }
    }

    /// Settings of a shop that searches with it.
    pub fn setup(&self) -> Setup {
        let url: &'static str = Box::leak(self.url.clone().into_boxed_str());
        let env = vec![
            ("PENDEN_SEARCH__ENGINE", "meilisearch"),
            ("PENDEN_SEARCH__MEILISEARCH__URL", url),
            ("PENDEN_SEARCH__MEILISEARCH__API_KEY", KEY),
            ("PENDEN_SEARCH__MEILISEARCH__TIMEOUT_MILLIS", "500"),
            ("PENDEN_SEARCH__MEILISEARCH__COMMIT_SECONDS", "5"),
        ];
        Setup { env, ..Setup::default() }
    }

    pub fn misbehave(&self, fault: Option<Fault>) {
        self.server.lock().unwrap().fault = fault;
    }

    /// Products of the index that answers.
    pub fn products(&self) -> Vec<Value> {
        let server = self.server.lock().unwrap();
        let live = server.indexes.iter().find(|(uid, _)| !uid.ends_with("_next"));
        let documents = live.into_iter().flat_map(|(_, index)| index.documents.values());
        documents.filter(|document| document["title"].is_string()).cloned().collect()
    }

    /// Requests whose path ends like that, refused ones too.
    pub fn requests(&self, ending: &str) -> usize {
        self.server.lock().unwrap().requests.iter().filter(|path| path.ends_with(ending)).count()
    }

    /// How far the index was said to be, as often as that was sent.
    pub fn positions(&self) -> Vec<String> {
        self.server.lock().unwrap().positions()
    }

    /// What was refused for its shape: nothing, if the shop speaks as documented.
    pub fn refused(&self) -> Vec<String> {
        self.server.lock().unwrap().refused.clone()
    }

    pub async fn close(self) {
        self.running.stop().await;
    }
}

async fn answer(server: Arc<Mutex<Server>>, mut request: Request) -> poem::Result<Response> {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let method = request.method().clone();
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let headers = Headers { authorization: header("authorization"), content_type: header("content-type") };
    let body = request.take_body().into_string().await.unwrap();
    let (fault, answer) = {
        let mut server = server.lock().unwrap();
        server.requests.push(path.clone());
        let fault = server.fault;
        let answer = match fault {
            None | Some(Fault::Tasks | Fault::Slow) => {
                let answer = server.handle(&method, &path, &query, &headers, &body);
                if answer.0 == 400 {
                    server.refused.push(format!("{method} {path}: {}", answer.1["message"]));
                }
                Some(answer)
            }
            Some(_) => None,
        };
        (fault, answer)
    };
    if let Some((status, answer)) = answer {
        return Ok(response(status, &answer.to_string()));
    }
    Ok(match fault {
        Some(Fault::Stall) => std::future::pending().await,
        Some(Fault::Garbage) => response(200, "<html>hello</html>"),
        Some(Fault::OtherShape) => response(200, r#"{"results":[{"hits":7}]}"#),
        Some(Fault::Busy) => {
            let refused = server::error("too_many_search_requests", "system", "Too many search requests.");
            response(503, &refused.to_string())
        }
        _ => response(500, &server::error("internal", "internal", "something went wrong").to_string()),
    })
}

fn response(status: u16, body: &str) -> Response {
    let mut response =
        Response::builder().status(StatusCode::from_u16(status).unwrap()).content_type("application/json");
    if status == 503 {
        response = response.header("retry-after", "10");
    }
    response.body(body.to_owned())
}
