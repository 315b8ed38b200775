//! Receivers that fail.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::entity::{job, webhook_endpoint};
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::receiver::Receiver;
use super::{open, path, states};
use crate::shop::{Shop, card};

impl Shop {
    async fn change_endpoints(&self, change: webhook_endpoint::ActiveModel) {
        let update = webhook_endpoint::Entity::update_many().set(change);
        let update = update.filter(webhook_endpoint::Column::Url.is_not_null());
        update.exec(self.services.store.writer()).await.unwrap();
    }

    /// As if the time in which an old secret signs were over.
    pub(super) async fn end_overlap(&self) {
        let past = Set(Some(now() - TimeDelta::seconds(1)));
        let change = webhook_endpoint::ActiveModel { previous_secret_until: past, ..Default::default() };
        self.change_endpoints(change).await;
    }
}

/// An endpoint for `order.placed` and one delivery to it, whose first attempt has been made.
async fn one_delivery(shop: &Shop, receiver: &Receiver) -> (Value, Value) {
    let endpoint = shop.endpoint(receiver, &["order.placed"]).await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let delivery = shop.deliveries(&endpoint).await.remove(0);
    (endpoint, delivery)
}

#[tokio::test]
async fn what_fails_is_tried_again_under_the_same_id_until_it_arrives() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    receiver.answers_once(500, "out of order");
    receiver.answers_once(404, "nobody here");
    let (endpoint, delivery) = one_delivery(&shop, &receiver).await;
    assert_eq!((&delivery["state"], &delivery["status"]), (&json!("pending"), &json!(500)));
    assert!(shop.delivery(&delivery).await["next_attempt_at"].is_string());
    let failing = shop.endpoint_now(&endpoint).await;
    assert!(failing["failures"] == 1 && failing["failing_since"].is_string() && failing["enabled"] == true);

    shop.run_jobs_without_waiting().await;
    let received = receiver.take();
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|message| message.id == received[0].id && message.text == received[0].text));
    let seen = shop.delivery(&delivery).await;
    assert_eq!(seen["delivery"]["state"], "succeeded");
    let attempts = seen["attempts"].as_array().unwrap();
    let statuses: Vec<_> = attempts.iter().map(|attempt| attempt["status"].as_i64().unwrap()).collect();
    assert_eq!(statuses, [500, 404, 204]);
    assert_eq!(attempts[0]["answer"], "out of order");
    let well = shop.endpoint_now(&endpoint).await;
    assert!(well["failures"] == 0 && well["failing_since"].is_null());
    shop.close().await;
}

#[tokio::test]
async fn after_the_last_attempt_it_is_given_up_and_the_ledger_is_at_peace() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    receiver.answers(500);
    let (_, delivery) = one_delivery(&shop, &receiver).await;
    let id = shop.job("webhooks.deliver").await.id;
    shop.tamper(id, job::ActiveModel { max_attempts: Set(3), ..Default::default() }).await;
    shop.run_jobs_without_waiting().await;
    let seen = shop.delivery(&delivery).await;
    assert_eq!((&seen["delivery"]["state"], &seen["delivery"]["attempts"]), (&json!("failed"), &json!(3)));
    assert!(seen["delivery"]["finished_at"].is_string() && seen["next_attempt_at"].is_null());
    assert_eq!(shop.job("webhooks.deliver").await.state, JobState::Done);
    shop.close().await;
}

#[tokio::test]
async fn the_waits_grow_to_about_three_days() {
    let policy = domain::jobs::Job::DeliverWebhook { delivery_id: Default::default() }.policy();
    let waits = (0..policy.attempts - 1).map(|nth| (policy.backoff * (1 << nth)).min(policy.backoff_limit));
    let days = waits.sum::<std::time::Duration>().as_secs_f64() / 86_400.0;
    assert!((2.5..=3.5).contains(&days), "{days}");
}

#[tokio::test]
async fn a_receiver_that_is_gone_is_switched_off_at_once_with_a_notice() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    receiver.answers(410);
    let (endpoint, delivery) = one_delivery(&shop, &receiver).await;
    let seen = shop.endpoint_now(&endpoint).await;
    assert_eq!((&seen["enabled"], &seen["disabled_reason"]), (&json!(false), &json!("gone")));
    assert_eq!(shop.delivery(&delivery).await["delivery"]["state"], "failed");
    assert_eq!(notices(&shop).await, 1);
    receiver.take();
    let mug = shop.product("Cup", 900, 10).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    assert!(receiver.take().is_empty());
    shop.close().await;
}

#[tokio::test]
async fn days_of_failure_switch_an_endpoint_off_and_end_what_waits() {
    let shop = open().await;
    let receiver = Receiver::open().await;
    receiver.answers(503);
    let (endpoint, first) = one_delivery(&shop, &receiver).await;
    // Many failures in a short time are no reason, and neither are a few in a long time.
    let record = |since: TimeDelta, failures| webhook_endpoint::ActiveModel {
        failing_since: Set(Some(now() - since)),
        failures: Set(failures),
        ..Default::default()
    };
    for harmless in [record(TimeDelta::days(4), 1_000), record(TimeDelta::days(6), 5)] {
        shop.change_endpoints(harmless).await;
        shop.end_waits().await;
        shop.run_jobs().await;
        assert_eq!(shop.endpoint_now(&endpoint).await["enabled"], true);
    }
    let mug = shop.product("Cup", 900, 10).await;
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.change_endpoints(record(TimeDelta::days(6), 9)).await;
    // One of the two that wait finds that it is enough.
    shop.end_waits().await;
    shop.run_jobs().await;
    let seen = shop.endpoint_now(&endpoint).await;
    assert_eq!((&seen["enabled"], &seen["disabled_reason"]), (&json!(false), &json!("failing")));
    assert_eq!(states(&shop.deliveries(&endpoint).await), ["cancelled", "cancelled"]);
    assert_eq!(notices(&shop).await, 1);
    assert!(shop.jobs("webhooks.deliver").await.iter().all(|job| job.state != JobState::Pending));

    // Switched on again it starts with a clean record, and what was given up can be delivered.
    receiver.answers(204);
    receiver.take();
    let on = shop.staff().await.patch(&path(&endpoint), &json!({ "enabled": true })).await.expect(200);
    assert!(on["failures"] == 0 && on["failing_since"].is_null() && on["disabled_reason"].is_null());
    let redeliver = format!("/webhook-deliveries/{}/redeliver", first["id"].as_str().unwrap());
    shop.staff().await.post(&redeliver, &json!({})).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(receiver.take().len(), 1);
    shop.close().await;
}

async fn notices(shop: &Shop) -> usize {
    let page = shop.staff().await.get("/mails?limit=100").await.expect(200);
    let is_notice = |mail: &&Value| {
        mail["template"] == "webhook_disabled"
            && mail["recipient"] == shop.services.config.shop.seller.email.as_str()
    };
    page["items"].as_array().unwrap().iter().filter(is_notice).count()
}
