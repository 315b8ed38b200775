//! The same request twice.

use futures_util::future::join_all;
use serde_json::json;

use crate::shop::{Shop, card, order_with};

#[tokio::test]
async fn the_same_key_and_body_get_the_same_answer() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;

    let first = guest.place("one", &order_with(card::GOOD)).await;
    assert_eq!(first.header("idempotency-replayed"), Some("false"));
    shop.run_jobs().await;
    let second = guest.place("one", &order_with(card::GOOD)).await;
    assert_eq!(second.header("idempotency-replayed"), Some("true"));
    assert_eq!(second.header("location"), first.header("location"));
    assert_eq!(second.expect(201), first.expect(201), "also when the order has moved on since");
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    guest.place("one", &order_with(card::GOOD)).await.expect(201);
    guest.place("one", &order_with(card::ALSO_GOOD)).await.refuses(422, "idempotency_key_reused");
    shop.run_jobs().await;
    assert_eq!(shop.bank.captures().await.len(), 1);
    shop.close().await;
}

#[tokio::test]
async fn a_refused_request_leaves_its_key_free() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let mut body = order_with(card::GOOD);
    body["expected_total_minor"] = json!(1);
    guest.place("one", &body).await.refuses(422, "total_changed");
    body["expected_total_minor"] = json!(1390);
    guest.place("one", &body).await.expect(201);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_missing_key_is_refused() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let answer = guest.post("/orders", &order_with(card::GOOD)).await;
    assert_eq!(answer.status, 400, "{}", answer.body);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_requests_at_once_under_one_key_place_one_order() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let ada = shop.customer("ada@example.org").await;
    ada.add(&mug, 1).await;

    let body = order_with(card::GOOD);
    let answers = join_all((0..20).map(|_| ada.place("one", &body))).await;
    let mut ids: Vec<String> = Vec::new();
    for answer in answers {
        match answer.status {
            201 => ids.push(answer.body["id"].as_str().unwrap().to_owned()),
            _ => answer.refuses(409, "request_in_flight"),
        }
    }
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    shop.run_jobs().await;
    assert_eq!(ada.history().await.len(), 1);
    assert_eq!(shop.bank.captures().await.len(), 1);
    shop.close().await;
}
