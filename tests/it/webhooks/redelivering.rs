//! Delivering again, and ending what waits.

use domain::entity::states::JobState;
use serde_json::{Value, json};

use super::receiver::Receiver;
use super::{open, path, states};
use crate::shop::{Shop, card};

async fn order_told(shop: &Shop, receiver: &Receiver) -> (Value, Value) {
    let endpoint = shop.endpoint(receiver, &["order.placed"]).await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let delivery = shop.deliveries(&endpoint).await.remove(0);
    (endpoint, delivery)
}

fn redeliver(delivery: &Value) -> String {
    format!("/webhook-deliveries/{}/redeliver", delivery["id"].as_str().unwrap())
}

#[tokio::test]
async fn what_arrived_can_be_had_again_under_the_same_id() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let (_, delivery) = order_told(&shop, &receiver).await;
    let again = shop.staff().await.post(&redeliver(&delivery), &json!({})).await.expect(200);
    assert_eq!(again["state"], "pending");
    shop.run_jobs().await;
    let received = receiver.take();
    assert_eq!(received.len(), 2);
    assert_eq!((&received[0].id, &received[0].text), (&received[1].id, &received[1].text));
    let seen = shop.delivery(&delivery).await;
    assert_eq!((&seen["delivery"]["state"], &seen["delivery"]["attempts"]), (&json!("succeeded"), &json!(2)));
    shop.close().await;
}

#[tokio::test]
async fn what_waits_can_be_had_at_once() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    receiver.answers_once(500, "");
    let (_, delivery) = order_told(&shop, &receiver).await;
    shop.staff().await.post(&redeliver(&delivery), &json!({})).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(receiver.take().len(), 2);
    assert_eq!(shop.delivery(&delivery).await["delivery"]["state"], "succeeded");
    let jobs: Vec<_> = shop.jobs("webhooks.deliver").await.iter().map(|job| job.state).collect();
    assert_eq!(jobs, [JobState::Discarded, JobState::Done]);
    shop.close().await;
}

#[tokio::test]
async fn an_endpoint_that_is_switched_off_or_deleted_gets_nothing_more() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    receiver.answers(500);
    let (endpoint, delivery) = order_told(&shop, &receiver).await;
    let staff = shop.staff().await;
    staff.patch(&path(&endpoint), &json!({ "enabled": false })).await.expect(200);
    assert_eq!(states(&shop.deliveries(&endpoint).await), ["cancelled"]);
    assert_eq!(shop.job("webhooks.deliver").await.state, JobState::Discarded);
    staff.post(&redeliver(&delivery), &json!({})).await.refuses(409, "endpoint_disabled");
    let ping = format!("{}/ping", path(&endpoint));
    staff.post(&ping, &json!({})).await.refuses(409, "endpoint_disabled");

    staff.patch(&path(&endpoint), &json!({ "enabled": true })).await.expect(200);
    staff.post(&redeliver(&delivery), &json!({})).await.expect(200);
    shop.run_jobs().await;
    receiver.take();
    staff.delete(&path(&endpoint)).await.expect(204);
    assert_eq!(shop.end_waits().await, 0);
    shop.run_jobs().await;
    assert!(receiver.take().is_empty());
    staff.get(&path(&endpoint)).await.refuses(404, "not_found");
    assert!(shop.deliveries(&endpoint).await.is_empty());
    shop.close().await;
}

/// The job may be claimed, or its ticket be on the way, when the endpoint goes.
#[tokio::test]
async fn a_job_whose_endpoint_is_gone_ends_without_harm() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let (endpoint, _) = order_told(&shop, &receiver).await;
    shop.staff().await.delete(&path(&endpoint)).await.expect(204);
    receiver.take();
    shop.rerun("webhooks.deliver").await;
    shop.rerun("webhooks.fan_out").await;
    shop.run_jobs().await;
    assert!(receiver.take().is_empty());
    shop.close().await;
}

#[tokio::test]
async fn the_log_is_read_in_pages_and_filtered() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    let endpoint = shop.endpoint(&receiver, &["order.*"]).await;
    let mug = shop.product("Mug", 900, 10).await;
    let first = shop.guest().buy(&mug, card::GOOD).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let staff = shop.staff().await;
    let all = shop.deliveries(&endpoint).await;
    assert_eq!(all.len(), 4);
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = staff.get(&format!("/webhook-deliveries?limit=1{cursor}")).await.expect(200);
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    seen.reverse();
    assert_eq!(seen, all);
    let count = async |query: &str| {
        let page = staff.get(&format!("/webhook-deliveries?{query}")).await.expect(200);
        page["items"].as_array().unwrap().len()
    };
    assert_eq!(count("type=order.paid").await, 2);
    assert_eq!(count(&format!("order_id={}", first.id)).await, 2);
    assert_eq!(count("state=pending").await, 0);
    assert_eq!(count("state=succeeded&type=order.placed").await, 2);
    shop.close().await;
}
