#![allow(clippy::unwrap_used)]

use std::time::Duration;

use poem::endpoint::make;
use poem::http::Method;
use poem::{EndpointExt, Route, get};
use serde_json::Value;

use super::*;
use crate::settings::LimitSettings;

fn shop(settings: HttpSettings) -> impl Endpoint<Output = Response> {
    let limits = Arc::new(Limits::new(settings.limits));
    Route::new()
        .at("/api/panic", make(async |_| if true { panic!("secret") } else { "" }))
        .at("/api/forever", make(async |_| std::future::pending::<String>().await))
        .at("/api/internal", make(async |_| Err::<String, _>(Failure::internal("password of the database"))))
        .at(
            "/api/echo",
            poem::post(make(async |mut request: Request| request.take_body().into_string().await)),
        )
        .at("/api/trace", get(make(async |_| domain::trace::current())))
        .at("/api/long", get(make(async |_| poem::web::Json(vec!["tea"; 1000]))))
        .at(
            "/api/events",
            get(make(async |_| "data: x\n\n".repeat(1000).with_content_type("text/event-stream"))),
        )
        .with(Edge::new(settings, limits, false))
}

async fn ask(request: poem::RequestBuilder) -> Response {
    let settings = HttpSettings { request_timeout: Duration::from_millis(50), ..HttpSettings::default() };
    shop(settings).call(request.finish()).await.unwrap()
}

async fn problem(mut response: Response) -> Value {
    assert_eq!(response.content_type(), Some(problem::CONTENT_TYPE));
    serde_json::from_slice(&response.take_body().into_bytes().await.unwrap()).unwrap()
}

fn to(path: &str) -> poem::RequestBuilder {
    Request::builder().uri_str(path)
}

#[tokio::test]
async fn whatever_goes_wrong_is_a_problem_with_a_request_id_and_without_a_cause() {
    for (path, status, code) in [
        ("/api/panic", 500, "internal"),
        ("/api/forever", 504, "timeout"),
        ("/api/internal", 500, "internal"),
        ("/api/nowhere", 404, "route_not_found"),
        ("/api/echo", 405, "method_not_allowed"),
    ] {
        let response = ask(to(path).header("x-request-id", "abc-1")).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.header("x-request-id"), Some("abc-1"));
        assert_eq!(response.headers().contains_key("allow"), status == 405);
        let problem = problem(response).await;
        assert_eq!((&problem["code"], &problem["instance"]), (&Value::from(code), &Value::from(path)));
        assert_eq!(problem["request_id"], "abc-1");
        assert!(!problem.to_string().contains("secret") && !problem.to_string().contains("password"));
    }
}

#[tokio::test]
async fn a_trace_goes_on_and_a_strange_request_id_does_not() {
    let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let mut response =
        ask(to("/api/trace").header("traceparent", parent).header("x-request-id", "a b")).await;
    let sent = response.header("traceparent").unwrap().to_owned();
    assert!(sent.starts_with("00-0af7651916cd43dd8448eb211c80319c-") && sent != parent, "{sent}");
    assert_ne!(response.header("x-request-id"), Some("a b"));
    assert_eq!(response.take_body().into_string().await.unwrap(), "0af7651916cd43dd8448eb211c80319c");
}

#[tokio::test]
async fn a_body_is_limited_whether_it_says_its_length_or_not() {
    let settings = || HttpSettings { body_limit: 10, ..HttpSettings::default() };
    let post = |body: &'static str| to("/api/echo").method(Method::POST).body(body);
    assert_eq!(shop(settings()).call(post("short")).await.unwrap().status(), StatusCode::OK);
    let chunked = shop(settings()).call(post("longer than ten")).await.unwrap();
    let chunked = problem(chunked).await;
    assert_eq!(chunked["code"], "payload_too_large");
    assert!(chunked["detail"].as_str().unwrap().contains("10 bytes"), "{chunked}");
    let mut announced = post("longer than ten");
    announced.headers_mut().insert("content-length", HeaderValue::from_static("15"));
    assert_eq!(shop(settings()).call(announced).await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn a_file_may_take_longer_than_other_requests_and_not_for_ever() {
    let settings = || HttpSettings {
        request_timeout: Duration::from_secs(10),
        upload_timeout: Duration::from_secs(60),
        ..HttpSettings::default()
    };
    for (method, kind, seconds) in [
        (Method::POST, "text/csv; charset=utf-8", 60),
        (Method::POST, "application/x-ndjson", 60),
        (Method::POST, "multipart/form-data; boundary=x", 60),
        (Method::POST, "application/json", 10),
        (Method::GET, "text/csv", 10),
    ] {
        let request = to("/api/echo").method(method.clone()).content_type(kind).finish();
        assert_eq!(body_limit::time(&request, &settings()).as_secs(), seconds, "{method} {kind}");
    }
    // Nothing of it ever comes.
    let none = futures_util::stream::pending::<std::io::Result<&[u8]>>();
    let request = to("/api/echo").method(Method::POST).content_type("text/csv");
    let settings = HttpSettings {
        request_timeout: Duration::ZERO,
        upload_timeout: Duration::from_millis(1),
        ..HttpSettings::default()
    };
    let response = shop(settings).call(request.body(poem::Body::from_bytes_stream(none))).await.unwrap();
    assert_eq!(response.status(), StatusCode::GATEWAY_TIMEOUT);
}

#[tokio::test]
async fn long_text_is_compressed_and_streams_are_not() {
    let long = ask(to("/api/long").header("accept-encoding", "gzip, br")).await;
    assert_eq!(long.header("content-encoding"), Some("br"));
    assert_eq!(long.header("vary"), Some("accept-encoding"));
    let plain = ask(to("/api/long").header("accept-encoding", "br;q=0")).await;
    assert_eq!(plain.header("content-encoding"), None);
    let events = ask(to("/api/events").header("accept-encoding", "br")).await;
    assert_eq!((events.header("content-encoding"), events.header("vary")), (None, None));
}

#[tokio::test]
async fn scripts_of_other_origins_need_to_be_listed() {
    let settings = || HttpSettings {
        allowed_origins: vec!["https://console.example".into()],
        ..HttpSettings::default()
    };
    let preflight = |origin: &str| {
        to("/api/echo")
            .method(Method::OPTIONS)
            .header("origin", origin)
            .header("access-control-request-method", "POST")
            .finish()
    };
    let allowed = shop(settings()).call(preflight("https://console.example")).await.unwrap();
    assert_eq!(allowed.status(), StatusCode::NO_CONTENT);
    assert_eq!(allowed.header("access-control-allow-origin"), Some("https://console.example"));
    let refused = shop(settings()).call(preflight("https://evil.example")).await.unwrap();
    assert_eq!(refused.header("access-control-allow-origin"), None);
    assert_eq!(problem(refused).await["code"], "origin_not_allowed");
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let limits = LimitSettings { per_address: Some(1), ..LimitSettings::default() };
    let shop = shop(HttpSettings { limits, ..HttpSettings::default() });
    let request = || to("/api/long").finish();
    let first = shop.call(request()).await.unwrap();
    assert_eq!(first.header("ratelimit-policy"), Some("\"address\";q=1;w=60"));
    let second = shop.call(request()).await.unwrap();
    assert_eq!(second.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(second.headers().contains_key("retry-after"));
    assert_eq!(problem(second).await["code"], "too_many_requests");
}
