//! Replays mend what is wrong, and touch nothing else.

use domain::entity::order_history;
use domain::events::archive::archive;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use super::{at, old_orders, rows};
use crate::shop::Shop;

async fn spoil(shop: &Shop) {
    let wrong = order_history::ActiveModel { state: Set("lost".into()), ..Default::default() };
    order_history::Entity::update_many().set(wrong).exec(shop.services.store.writer()).await.unwrap();
}

async fn spoilt(shop: &Shop) -> usize {
    rows(shop).await.iter().filter(|row| row.contains("\"lost\"")).count()
}

async fn replay(shop: &Shop, body: &Value) -> Value {
    let staff = shop.staff().await;
    let started = staff.post("/operations/replays", body).await.expect(202);
    shop.run_jobs().await;
    let path = format!("/operations/replays/{}", started["id"].as_str().unwrap());
    let ended = staff.get(&path).await.expect(200);
    assert!(ended["finished_at"].is_string() && ended["is_planned"] == true, "{}", ended);
    assert_eq!(ended["done"], ended["total"]);
    ended["total"].clone()
}

#[tokio::test]
async fn a_replay_mends_the_rows_of_its_range_and_no_others() {
    let shop = Shop::open().await;
    let (_, orders) = old_orders(&shop).await;
    let before = rows(&shop).await;
    spoil(&shop).await;
    assert_eq!(spoilt(&shop).await, 4);

    let one = json!({ "consumer": "order_history", "aggregate_id": orders[2].id });
    assert_eq!(replay(&shop, &one).await, 1);
    assert_eq!(spoilt(&shop).await, 3);
    // The other read model is another consumer, and a range without events mends nothing.
    let sales = json!({ "consumer": "sales_facts", "from": "2025-01-01T00:00:00Z" });
    assert_eq!(replay(&shop, &sales).await, 4);
    let none = json!({ "consumer": "order_history", "to": "2025-01-01T00:00:00Z" });
    assert_eq!(replay(&shop, &none).await, 0);
    assert_eq!(spoilt(&shop).await, 3);
    let january = json!({
        "consumer": "order_history", "from": "2025-01-11T00:00:00Z", "to": "2025-01-12T00:00:00Z"
    });
    assert_eq!(replay(&shop, &january).await, 4);
    assert_eq!(rows(&shop).await, before);

    // From the archive as well.
    archive(shop.services.event_log(), at("2025-06-01T00:00:00Z"), 3, None).await.unwrap();
    spoil(&shop).await;
    order_history::Entity::delete_by_id(orders[0].uuid()).exec(shop.services.store.writer()).await.unwrap();
    assert_eq!(replay(&shop, &january).await, 4);
    assert_eq!(rows(&shop).await, before);
    shop.close().await;
}

#[tokio::test]
async fn effects_never_replay_and_nonsense_is_refused() {
    let shop = Shop::open().await;
    let ada = shop.customer("ada@example.org").await;
    shop.run_jobs().await;
    let (staff, path) = (shop.staff().await, "/operations/replays");
    let from = "2025-01-01T00:00:00Z";
    for effect in ["notifications.send_mail", "payments.charge", "invoices.issue"] {
        let refused = staff.post(path, &json!({ "consumer": effect, "from": from })).await.expect(422);
        assert_eq!(refused["code"], "effects_never_replay", "{}", refused);
    }
    for (body, field) in [
        (json!({ "consumer": "weather", "from": from }), "consumer"),
        (json!({ "consumer": "order_history" }), "from"),
        (json!({ "consumer": "order_history", "from": from, "to": from }), "to"),
    ] {
        let refused = staff.post(path, &body).await.expect(422);
        assert_eq!(refused["errors"][0]["field"], field, "{}", refused);
    }
    ada.post(path, &json!({ "consumer": "order_history", "from": from })).await.expect(403);
    assert_eq!(staff.get(path).await.expect(200)["items"], json!([]));
    assert!(shop.jobs("events.plan_replay").await.is_empty());
    shop.close().await;
}
