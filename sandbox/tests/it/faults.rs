//! Faults on demand.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use crate::site::{API_KEY, Folder, Site, order};

const CARD: &str = "4242424242424242";

#[tokio::test]
async fn refuse_and_error_do_nothing_and_after_work_does_everything() {
    let site = Site::open().await;
    for (mode, answered, charged) in [("refuse", 503, 404), ("error", 500, 404), ("after_work", 500, 200)] {
        let (status, faults) = site.put("/control/faults", json!({ "mode": mode, "percent": 100 })).await;
        assert_eq!((status, &faults["mode"]), (200, &json!(mode)));
        assert_eq!(site.post("/v1/payments", mode, order(CARD, true)).await.0, answered, "{mode}");
        // The carrier stays as it is.
        assert_eq!(site.put("/carrier/v1/rates", json!({ "rates": [] })).await.0, 200);

        let (_, faults) = site.call(Method::DELETE, "/control/faults", None, None).await;
        assert_eq!(faults, json!({ "mode": "none", "percent": 0 }));
        assert_eq!(site.get(&format!("/v1/payments?idempotency_key={mode}")).await.0, charged, "{mode}");
    }
}

#[tokio::test]
async fn a_stalled_request_does_nothing_if_the_client_hangs_up() {
    let site = Site::open().await;
    site.put("/control/faults", json!({ "mode": "stall" })).await;
    assert_eq!(site.get("/control/faults").await.1, json!({ "mode": "stall", "percent": 100 }));
    let request = site.client.post(format!("{}/v1/payments", site.url)).bearer_auth(API_KEY);
    let request = request.header("idempotency-key", "k1").json(&order(CARD, true));
    let waiting = tokio::spawn(request.send());

    site.get("/control/faults").await;
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());

    // The stall lasts an hour and ends with the process, so however far the request got, it charged nothing.
    let site = Site::open_in(site.close().await, |_| {}).await;
    assert_eq!(site.get("/v1/payments?idempotency_key=k1").await.0, 404);
}

#[tokio::test]
async fn a_stalled_request_is_served_in_the_end() {
    let site = Site::open_in(Folder::new(), |config| config.stall = Duration::from_millis(10)).await;
    site.put("/control/faults", json!({ "mode": "stall" })).await;
    site.pay("k1", CARD, true).await;
}

#[tokio::test]
async fn no_percent_means_no_fault_and_more_than_all_is_refused() {
    let site = Site::open().await;
    site.put("/control/faults", json!({ "mode": "error", "percent": 0 })).await;
    site.pay("k1", CARD, true).await;
    assert_eq!(site.put("/control/faults", json!({ "mode": "error", "percent": 101 })).await.0, 422);
    assert_eq!(site.put("/control/faults", json!({ "mode": "explode" })).await.0, 400);
}
