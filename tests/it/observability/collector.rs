//! A collector of traces, as far as OTLP over HTTP needs one.

use std::sync::{Arc, Mutex};

use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{Request, Response, Server, endpoint};
use serde_json::Value;

#[derive(Clone, Default)]
pub struct Collector {
    spans: Arc<Mutex<Vec<Value>>>,
    pub url: String,
}

impl Collector {
    pub async fn open() -> Self {
        let acceptor = TcpListener::bind("127.0.0.1:0").into_acceptor().await.unwrap();
        let address = acceptor.local_addr()[0].as_socket_addr().copied().unwrap();
        let collector = Self { url: format!("http://{address}"), ..Default::default() };
        let endpoint = endpoint::make({
            let collector = collector.clone();
            move |request| {
                let collector = collector.clone();
                async move { collector.take(request).await }
            }
        });
        tokio::spawn(async move { Server::new_with_acceptor(acceptor).run(endpoint).await.unwrap() });
        collector
    }

    async fn take(&self, mut request: Request) -> poem::Result<Response> {
        assert_eq!((request.uri().path(), request.content_type()), ("/v1/traces", Some("application/json")));
        let body: Value = serde_json::from_str(&request.take_body().into_string().await.unwrap()).unwrap();
        for resource in body["resourceSpans"].as_array().unwrap() {
            assert_eq!(resource["resource"]["attributes"][0]["key"], "service.name");
            for scope in resource["scopeSpans"].as_array().unwrap() {
                self.spans.lock().unwrap().extend(scope["spans"].as_array().unwrap().clone());
            }
        }
        Ok(Response::builder().content_type("application/json").body("{}"))
    }

    /// The spans of one trace.
    pub fn trace(&self, trace_id: &str) -> Vec<Value> {
        let spans = self.spans.lock().unwrap();
        spans.iter().filter(|span| span["traceId"] == trace_id).cloned().collect()
    }
}
