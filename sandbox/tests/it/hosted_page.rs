//! The shopper's side of a payment that needs consent.

use reqwest::Response;
use serde_json::{Value, json};

use crate::site::{Site, order};

const CARD: &str = "4000002500003155";

async fn start(site: &Site, key: &str, capture: bool, return_url: Option<&str>) -> Value {
    let mut order = order(CARD, capture);
    order["return_url"] = json!(return_url);
    order["reference"] = json!("<b>order</b>");
    let (status, payment) = site.post("/v1/payments", key, order).await;
    assert_eq!((status, &payment["status"]), (200, &json!("requires_action")));
    payment
}

async fn decide(site: &Site, payment: &Value, decision: &str) -> Response {
    let url = payment["action_url"].as_str().unwrap();
    let form = site.client.post(url).header("content-type", "application/x-www-form-urlencoded");
    form.body(format!("decision={decision}")).send().await.unwrap()
}

#[tokio::test]
async fn the_shopper_approves_and_is_sent_back() {
    let site = Site::open().await;
    let payment = start(&site, "k1", true, Some("https://shop.example/done?x=1&y=2")).await;
    let url = payment["action_url"].as_str().unwrap();
    assert!(url.starts_with(&site.url));
    let page = site.client.get(url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("10.00 EUR") && page.contains("&lt;b&gt;order") && !page.contains("<b>"), "{page}");

    let response = decide(&site, &payment, "approve").await;
    assert_eq!(response.status(), 303);
    assert_eq!(response.headers()["location"], "https://shop.example/done?x=1&y=2");
    let settled = site.await_payment("k1").await;
    assert_eq!((&settled["status"], &settled["captured_minor"]), (&json!("captured"), &json!(1_000)));
    assert_eq!(settled["action_url"], Value::Null);

    // The first answer stands.
    assert_eq!(decide(&site, &payment, "decline").await.status(), 303);
    assert_eq!(site.await_payment("k1").await, settled);
    let page = site.client.get(url).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Payment approved") && page.contains("x=1&amp;y=2"), "{page}");
}

#[tokio::test]
async fn the_shopper_declines_or_only_authorizes() {
    let site = Site::open().await;
    let payment = start(&site, "k1", false, None).await;
    let response = decide(&site, &payment, "decline").await;
    assert_eq!(response.headers()["location"], payment["action_url"].as_str().unwrap());
    let declined = site.await_payment("k1").await;
    assert_eq!(
        (&declined["status"], &declined["decline_code"]),
        (&json!("declined"), &json!("authentication_failed"))
    );

    let payment = start(&site, "k2", false, None).await;
    assert_eq!(decide(&site, &payment, "maybe").await.status(), 400);
    decide(&site, &payment, "approve").await;
    assert_eq!(site.await_payment("k2").await["status"], "authorized");
}

#[tokio::test]
async fn only_web_addresses_are_returned_to() {
    let site = Site::open().await;
    for address in ["javascript:alert(1)", "ftp://shop.example", "/done", "https://"] {
        let mut order = order(CARD, true);
        order["return_url"] = json!(address);
        let (status, error) = site.post("/v1/payments", "k1", order).await;
        assert_eq!((status, &error["code"]), (422, &json!("invalid_return_url")), "{address}");
    }
}
