//! What only staff may do.

use reqwest::Method;
use serde_json::{Value, json};

use crate::shop::{Actor, Answer, Shop};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// Everything that needs a permission. `?` stands for an id.
const STAFF_ONLY: &[(&str, &str)] = &[
    ("POST", "/categories"),
    ("PATCH", "/categories/?"),
    ("DELETE", "/categories/?"),
    ("GET", "/products?status=draft"),
    ("POST", "/products"),
    ("PATCH", "/products/?"),
    ("DELETE", "/products/?"),
    ("POST", "/products/imports"),
    ("GET", "/products/imports"),
    ("GET", "/products/imports/?"),
    ("GET", "/products/imports/?/refused"),
    ("POST", "/exports"),
    ("GET", "/exports"),
    ("GET", "/exports/?"),
    ("GET", "/exports/?/file"),
    ("POST", "/products/?/images"),
    ("DELETE", "/products/?/images/?"),
    ("POST", "/products/?/variants"),
    ("PATCH", "/variants/?"),
    ("DELETE", "/variants/?"),
    ("PUT", "/variants/?/stock"),
    ("GET", "/orders?all=true"),
    ("POST", "/orders/?/fulfilment"),
    ("POST", "/orders/?/refunds"),
    ("GET", "/orders/?/timeline"),
    ("GET", "/sales/daily?from=2026-01-01&to=2026-01-31"),
    ("GET", "/jobs"),
    ("GET", "/jobs/overview"),
    ("GET", "/jobs/?"),
    ("POST", "/jobs/?/retry"),
    ("POST", "/jobs/?/discard"),
    ("POST", "/jobs/?/cancel"),
    ("POST", "/jobs/cancel"),
    ("POST", "/jobs/?/edit"),
    ("GET", "/jobs/dead"),
    ("POST", "/jobs/dead/retry"),
    ("POST", "/jobs/dead/discard"),
    ("GET", "/batches"),
    ("GET", "/batches/?"),
    ("POST", "/batches/?/cancel"),
    ("GET", "/operations/queues"),
    ("POST", "/operations/queues/?/pause"),
    ("POST", "/operations/queues/?/resume"),
    ("GET", "/operations/processes"),
    ("GET", "/operations/providers"),
    ("POST", "/operations/providers/?/close"),
    ("GET", "/operations/timetable"),
    ("POST", "/operations/timetable/?/run"),
    ("GET", "/operations/rebuilds"),
    ("GET", "/operations/replays"),
    ("POST", "/operations/replays"),
    ("GET", "/operations/replays/?"),
    ("GET", "/mails"),
    ("GET", "/mails/?"),
    ("GET", "/mails/?/attachments/?"),
    ("GET", "/webhook-endpoints"),
    ("POST", "/webhook-endpoints"),
    ("GET", "/webhook-endpoints/?"),
    ("PATCH", "/webhook-endpoints/?"),
    ("DELETE", "/webhook-endpoints/?"),
    ("POST", "/webhook-endpoints/?/rotate-secret"),
    ("POST", "/webhook-endpoints/?/ping"),
    ("GET", "/webhook-deliveries"),
    ("GET", "/webhook-deliveries/?"),
    ("POST", "/webhook-deliveries/?/redeliver"),
];

async fn ask(actor: &Actor, method: &str, path: &str) -> Answer {
    // One `?` begins the query; the others are ids.
    let path = match path.split_once("?") {
        Some((path, query)) if query.contains('=') => format!("{path}?{query}"),
        _ => path.replace('?', NOBODY),
    };
    match method {
        "GET" => actor.get(&path).await,
        "DELETE" => actor.delete(&path).await,
        "PATCH" => actor.patch(&path, &json!({})).await,
        "PUT" => actor.put(&path, &json!({})).await,
        _ => actor.post_once(&path, "one", &json!({})).await,
    }
}

#[tokio::test]
async fn staff_may_what_customers_and_strangers_may_not() {
    let shop = Shop::open().await;
    let (guest, ada) = (shop.guest(), shop.customer("ada@example.org").await);
    let (staff, admin) = (shop.staff().await, shop.admin().await);
    let is_public = |path: &str| path.starts_with("/products?");
    for (method, path) in STAFF_ONLY {
        let stranger = ask(&guest, method, path).await;
        let expected = if is_public(path) { 403 } else { 401 };
        assert_eq!(stranger.status, expected, "a stranger: {method} {path}");
        if expected == 401 {
            assert!(stranger.header("www-authenticate").is_some(), "{method} {path}");
        }
        ask(&ada, method, path).await.refuses(403, "forbidden");
        for operator in [&staff, &admin] {
            let answer = ask(operator, method, path).await;
            assert!(!matches!(answer.status, 401 | 403 | 500..), "{method} {path}: {}", answer.status);
        }
    }
    shop.run_jobs().await;
    shop.close().await;
}

/// So that a new endpoint for staff does not go without a line in the table.
#[tokio::test]
async fn every_operation_that_speaks_of_a_permission_is_in_the_table() {
    let shop = Shop::open().await;
    let document = shop.fetch("/openapi.json").await.expect(200);
    let known: Vec<(String, String)> = STAFF_ONLY
        .iter()
        .map(|(method, path)| {
            let path =
                path.split_once('?').filter(|(_, query)| query.contains('=')).map_or(*path, |(path, _)| path);
            ((*method).to_owned(), path.to_owned())
        })
        .collect();
    let mut missing = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let pattern = path.trim_start_matches("/api/v1").trim_end_matches('/').split('/');
            let pattern: Vec<&str> =
                pattern.map(|part| if part.starts_with('{') { "?" } else { part }).collect();
            let entry = (method.to_uppercase(), pattern.join("/"));
            if needs_permission(operation) && !known.contains(&entry) {
                missing.push(entry);
            }
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
    shop.close().await;
}

fn needs_permission(operation: &Value) -> bool {
    operation["description"].as_str().is_some_and(|text| text.contains("Needs the permission"))
}

#[tokio::test]
async fn nobody_makes_themselves_staff() {
    let shop = Shop::open().await;
    let body = json!({
        "email": "eve@example.org",
        "name": "Eve",
        "password": super::PASSWORD,
        "role": "admin",
    });
    assert_eq!(super::fields(shop.guest().post("/auth/register", &body).await), ["role"]);
    let staff = shop.request(Method::GET, "/api/v1/me").bearer_auth(shop.staff().await.bearer());
    assert_eq!(shop.send(staff).await.expect(200)["role"], "staff");
    shop.close().await;
}
