//! Adding and changing endpoints, and what is refused.

use serde_json::json;

use super::receiver::Receiver;
use super::{open, path};
use crate::shop::Shop;

#[tokio::test]
async fn an_endpoint_is_added_listed_changed_and_deleted() {
    let shop = open().await;
    let staff = shop.staff().await;
    let mut ids = Vec::new();
    for nth in 0..3 {
        let body =
            json!({ "url": "https://erp.example.org/hook", "description": nth.to_string(), "events": ["*"] });
        let answer = staff.post("/webhook-endpoints", &body).await;
        let location = answer.header("location").unwrap().to_owned();
        let endpoint = answer.expect(201);
        assert_eq!(location, format!("/api/v1{}", path(&endpoint)));
        assert!(endpoint["secret"].as_str().unwrap().starts_with("whsec_"));
        ids.insert(0, endpoint["id"].clone());
    }
    let page = staff.get("/webhook-endpoints?limit=2").await.expect(200);
    let rest = format!("/webhook-endpoints?limit=2&cursor={}", page["next_cursor"].as_str().unwrap());
    let rest = staff.get(&rest).await.expect(200);
    assert!(rest["next_cursor"].is_null());
    let items = page["items"].as_array().unwrap().iter().chain(rest["items"].as_array().unwrap());
    let listed: Vec<_> =
        items.inspect(|item| assert!(item["secret"].is_null())).map(|item| item["id"].clone()).collect();
    assert_eq!(listed, ids);

    let endpoint = format!("/webhook-endpoints/{}", ids[0].as_str().unwrap());
    let change =
        json!({ "url": "https://erp.example.org:8443/", "events": ["order.*"], "description": "ERP" });
    let changed = staff.patch(&endpoint, &change).await.expect(200);
    assert_eq!((&changed["url"], &changed["events"]), (&change["url"], &change["events"]));
    staff.delete(&endpoint).await.expect(204);
    staff.get(&endpoint).await.refuses(404, "not_found");
    shop.close().await;
}

#[tokio::test]
async fn addresses_inside_and_filters_without_sense_are_refused() {
    // As a shop is by default: nothing is allowed that is not public.
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let fine = json!({ "url": "https://erp.example.org/hook", "events": ["order.paid"] });
    let existing = staff.post("/webhook-endpoints", &fine).await.expect(201);
    for url in [
        "http://erp.example.org/hook",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://user:pass@erp.example.org/",
        "ftp://erp.example.org/",
        "erp.example.org",
    ] {
        let answer = staff.post("/webhook-endpoints", &json!({ "url": url, "events": ["*"] })).await;
        assert_eq!((answer.status, &answer.body["errors"][0]["field"]), (422, &json!("url")), "{url}");
        let answer = staff.patch(&path(&existing), &json!({ "url": url })).await;
        assert_eq!(answer.status, 422, "{url}");
    }
    for events in [json!([]), json!(["order.payed"]), json!(["*", "*"]), json!(["orders.*"])] {
        let body = json!({ "url": "https://erp.example.org/hook", "events": events });
        staff.post("/webhook-endpoints", &body).await.refuses(422, "validation_failed");
    }
    shop.close().await;
}

/// What a name leads to shows only when it is asked, and then nothing is sent.
#[tokio::test]
async fn an_address_that_is_no_longer_allowed_gets_nothing() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let endpoint = shop.endpoint(&receiver, &["*"]).await;
    let staff = shop.staff().await;
    let delivery = staff.post(&format!("{}/ping", path(&endpoint)), &json!({})).await.expect(201);
    let mut services = shop.services.clone();
    let mut strict = services.config.webhooks.clone();
    strict.allowed_networks.clear();
    services.webhooks =
        std::sync::Arc::new(platform::webhooks::HttpSender::new(&strict, &shop.services.store).unwrap());
    worker::drain(&services, crate::shop::LIMIT).await.unwrap();
    assert!(receiver.take().is_empty());
    let seen = shop.delivery(&delivery).await;
    assert_eq!(seen["attempts"][0]["error"], "webhooks may not go to this address");
    staff.delete(&path(&endpoint)).await.expect(204);
    shop.close().await;
}
