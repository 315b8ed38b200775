//! The sender against receivers that lie, stall, redirect and talk without end.

#![allow(clippy::unwrap_used)]

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

fn config(networks: &[&str]) -> WebhooksConfig {
    WebhooksConfig {
        allow_http: true,
        allowed_networks: networks.iter().map(|&network| network.to_owned()).collect(),
        timeout_seconds: 2,
        per_endpoint: 4,
        per_second: 0.0,
        burst: 1,
        secret_overlap_hours: 24,
    }
}

fn message(url: &str) -> Message {
    Message {
        endpoint_id: Uuid::now_v7(),
        url: url.to_owned(),
        id: Uuid::now_v7(),
        timestamp: 1_795_000_000,
        body: r#"{"type":"webhook.test"}"#.to_owned(),
        secrets: vec!["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()],
    }
}

async fn receiver(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(method("POST")).respond_with(answer).mount(&server).await;
    server
}

async fn sent_to(url: &str) -> Attempt {
    HttpSender::with_lookup(&config(&["127.0.0.1"]), system()).unwrap().send(&message(url)).await.unwrap()
}

#[tokio::test]
async fn only_the_beginning_of_an_answer_is_kept() {
    let server = receiver(ResponseTemplate::new(500).set_body_string("é".repeat(100_000))).await;
    let attempt = sent_to(&server.uri()).await;
    assert_eq!((attempt.status, attempt.succeeded(), attempt.answer.len()), (Some(500), false, ANSWER));
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_not_followed() {
    let inside = receiver(ResponseTemplate::new(200)).await;
    let moved = ResponseTemplate::new(307).insert_header("location", inside.uri());
    let server = receiver(moved).await;
    let attempt = sent_to(&server.uri()).await;
    assert_eq!((attempt.status, attempt.succeeded()), (Some(307), false));
    assert!(inside.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn how_long_to_wait_is_understood_in_both_forms() {
    let date = (now() + chrono::TimeDelta::seconds(90)).format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for (text, low, high) in
        [("120", 120, 120), (date.as_str(), 80, 90), ("Sun, 06 Nov 1994 08:49:37 GMT", 0, 0)]
    {
        let server = receiver(ResponseTemplate::new(503).insert_header("retry-after", text)).await;
        let wait = sent_to(&server.uri()).await.retry_after.unwrap().as_secs();
        assert!((low..=high).contains(&wait), "{text}: {wait}");
    }
    let server = receiver(ResponseTemplate::new(503).insert_header("retry-after", "soon")).await;
    assert_eq!(sent_to(&server.uri()).await.retry_after, None);
}

#[tokio::test]
async fn a_receiver_that_does_not_answer_or_never_ends_is_left() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let attempt = sent_to(&format!("http://{}", silent.local_addr().unwrap())).await;
    assert!(attempt.status.is_none() && attempt.problem().contains("timed out"), "{}", attempt.problem());

    let endless = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", endless.local_addr().unwrap());
    let drip = tokio::spawn(async move {
        let (mut stream, _) = endless.accept().await.unwrap();
        let mut request = [0; 4_096];
        let _ = stream.read(&mut request).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nthanks").await.unwrap();
        let _ = stream.read(&mut request).await;
    });
    let attempt = sent_to(&url).await;
    assert_eq!((attempt.succeeded(), attempt.answer.as_str()), (true, "thanks"));
    drip.await.unwrap();
}

/// A resolver that answers from a list, the last answer for ever.
fn lookup(answers: &[&str]) -> (Lookup, Arc<AtomicUsize>) {
    let answers: Vec<SocketAddr> = answers.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let lookup: Lookup = Arc::new(move |_| {
        let nth = count.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        let answer = answers[nth];
        Box::pin(async move { Ok(vec![answer]) })
    });
    (lookup, asked)
}

#[tokio::test]
async fn a_name_that_leads_inside_is_not_connected_to() {
    let server = receiver(ResponseTemplate::new(200)).await;
    let port = server.address().port();
    for inside in ["127.0.0.1", "::1", "::ffff:127.0.0.1", "10.0.0.1", "169.254.169.254"] {
        let sender = HttpSender::with_lookup(&config(&[]), lookup(&[inside]).0).unwrap();
        let attempt = sender.send(&message(&format!("http://shop.example.org:{port}/"))).await.unwrap();
        assert!(
            attempt.status.is_none() && attempt.problem().contains("no public address"),
            "{inside}: {attempt:?}"
        );
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

/// What is checked is what is connected to: the name is asked once per connection, not once for each of the two.
#[tokio::test]
async fn a_name_that_changes_its_mind_gains_nothing() {
    let server = receiver(ResponseTemplate::new(200)).await;
    let url = format!("http://shop.example.org:{}/", server.address().port());
    // 127.0.0.1 stands for a public address here; 127.0.0.2 leads to the same receiver and is not allowed.
    let (lookup, asked) = lookup(&["127.0.0.2", "127.0.0.1", "127.0.0.2"]);
    let sender = HttpSender::with_lookup(&config(&["127.0.0.1"]), lookup).unwrap();
    assert!(sender.send(&message(&url)).await.unwrap().problem().contains("no public address"));
    assert!(sender.send(&message(&url)).await.unwrap().succeeded());
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_endpoint_that_is_no_longer_allowed_gets_nothing() {
    let server = receiver(ResponseTemplate::new(200)).await;
    let sender = HttpSender::with_lookup(&config(&[]), system()).unwrap();
    for url in [server.uri(), server.uri().replace("127.0.0.1", "2130706433"), "not a url".to_owned()] {
        let attempt = sender.send(&message(&url)).await.unwrap();
        assert!(attempt.status.is_none() && attempt.problem().contains("may not go"), "{attempt:?}");
    }
    assert!(server.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_receiver_without_a_valid_certificate_is_not_trusted() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let plain = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
    });
    let attempt = sent_to(&url).await;
    assert!(attempt.status.is_none() && attempt.error.is_some(), "{attempt:?}");
    plain.await.unwrap();
}
