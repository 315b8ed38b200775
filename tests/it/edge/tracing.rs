//! The ids under which a request is found again.

use domain::entity::{event, job};
use reqwest::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::shop::Shop;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

async fn id(shop: &Shop, given: Option<&str>) -> String {
    let mut request = shop.request(Method::GET, "/api/v1/nothing");
    if let Some(given) = given {
        request = request.header("x-request-id", given);
    }
    let answer = shop.send(request).await;
    let id = answer.header("x-request-id").unwrap().to_owned();
    assert_eq!(answer.body["request_id"], *id);
    id
}

#[tokio::test]
async fn a_sane_request_id_is_kept_and_any_other_replaced() {
    let shop = Shop::open().await;
    for sane in ["order-42_retry.1", "a", &"x".repeat(64)] {
        assert_eq!(id(&shop, Some(sane)).await, sane);
    }
    for strange in ["", " ", "a b", "<script>", "x\ty", "ä", &"x".repeat(65)] {
        let id = id(&shop, Some(strange)).await;
        assert!(uuid::Uuid::try_parse(&id).is_ok(), "{strange:?} became {id}");
    }
    assert_ne!(id(&shop, None).await, id(&shop, None).await);
    shop.close().await;
}

#[tokio::test]
async fn a_trace_goes_on_in_events_and_jobs() {
    let shop = Shop::open().await;
    let body = json!({ "email": "ada@example.org", "name": "Ada", "password": "correct horse battery" });
    let request = shop
        .request(Method::POST, "/api/v1/auth/register")
        .header("traceparent", format!("00-{TRACE}-b7ad6b7169203331-01"))
        .json(&body);
    let answer = shop.send(request).await;
    assert_eq!(answer.status, 201);
    let parent = answer.header("traceparent").unwrap();
    assert!(parent.starts_with(&format!("00-{TRACE}-")) && !parent.contains("b7ad6b7169203331"), "{parent}");
    shop.run_jobs().await;

    let db = shop.services.store.read();
    let events = event::Entity::find().filter(event::Column::TraceId.eq(TRACE)).all(db).await.unwrap();
    assert_eq!(events.iter().map(|event| event.kind.as_str()).collect::<Vec<_>>().len(), 1, "{events:?}");
    let jobs = job::Entity::find().filter(job::Column::TraceId.eq(TRACE)).all(db).await.unwrap();
    assert!(jobs.iter().any(|job| job.kind == "notifications.send_mail"), "{jobs:?}");
    shop.close().await;
}

#[tokio::test]
async fn a_malformed_trace_is_replaced_by_a_fresh_one() {
    let shop = Shop::open().await;
    for malformed in ["nonsense", "00-00000000000000000000000000000000-b7ad6b7169203331-01", ""] {
        let request = shop.request(Method::GET, "/health/live").header("traceparent", malformed);
        let answer = shop.send(request).await;
        let trace = answer.header("traceparent").unwrap().split('-').nth(1).unwrap();
        assert!(trace.len() == 32 && trace.bytes().any(|b| b != b'0'), "{malformed}: {trace}");
    }
    shop.close().await;
}
