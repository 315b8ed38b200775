//! How often a promotion may be used, whoever else is using it.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{amount, enter, promote};
use crate::payments::late;
use crate::shop::{Actor, Shop, card, order_with};

async fn uses(shop: &Shop, promotion: &Value) -> i64 {
    let path = format!("/promotions/{}", promotion["id"].as_str().unwrap());
    shop.admin().await.get(&path).await.expect(200)["uses"].as_i64().unwrap()
}

fn limited(more: &Value) -> Value {
    let mut terms = json!({ "name": "Off", "code": "LIMITED", "kind": "amount", "amount_minor": 100 });
    terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    terms
}

/// A body that names an address of its own.
fn body(number: usize) -> Value {
    let mut body = order_with(card::GOOD);
    body["email"] = json!(format!("guest{number}@example.org"));
    body
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixty_four_who_want_the_last_ten_uses_get_ten() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1000).await;
    let promotion = promote(&shop, &limited(&json!({ "max_uses": 10 }))).await;
    let guests: Vec<Actor> = (0..64).map(|_| shop.guest()).collect();
    for guest in &guests {
        guest.add(&mug, 1).await;
        enter(guest, "limited").await.expect(200);
    }
    let bodies: Vec<Value> = (0..64).map(body).collect();
    let answers = join_all(guests.iter().zip(&bodies).map(|(guest, body)| guest.place("one", body))).await;
    let mut placed = 0;
    for answer in answers {
        match (answer.status, answer.body["code"].as_str()) {
            (201, _) => {
                assert_eq!(amount(&answer.body, "items_total"), 800);
                placed += 1;
            }
            // Either its view saw the end of it already, or it lost the race.
            (422, Some("code_not_applicable")) | (409, Some("promotion_used_up")) => {}
            _ => panic!("{} {}", answer.status, answer.body),
        }
    }
    assert_eq!((placed, uses(&shop, &promotion).await), (10, 10));
    assert_eq!(shop.stock(&mug).await, (1000, 10), "who was refused holds nothing");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_customer_with_many_carts_uses_it_once() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 100).await;
    let promotion = promote(&shop, &limited(&json!({ "max_uses_per_customer": 1 }))).await;
    let guests: Vec<Actor> = (0..16).map(|_| shop.guest()).collect();
    for guest in &guests {
        guest.add(&mug, 1).await;
        enter(guest, "limited").await.expect(200);
    }
    // All give the same address.
    let body = body(0);
    let answers = join_all(guests.iter().map(|guest| guest.place("one", &body))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(uses(&shop, &promotion).await, 1);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_order_that_is_cancelled_unpaid_gives_its_use_back() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let promotion = promote(&shop, &limited(&json!({ "max_uses": 1 }))).await;
    let ada = shop.customer("ada@example.org").await;
    ada.add(&mug, 1).await;
    enter(&ada, "limited").await.expect(200);
    let order = ada.checkout(card::GOOD).await;
    assert_eq!(uses(&shop, &promotion).await, 1);
    ada.add(&mug, 1).await;
    enter(&ada, "limited").await.refuses(422, "code_not_applicable");
    ada.cancel(&order).await.expect(200);
    assert_eq!(uses(&shop, &promotion).await, 0);
    enter(&ada, "limited").await.expect(200);
    ada.checkout(card::GOOD).await;
    assert_eq!(uses(&shop, &promotion).await, 1);
    let path = format!("/promotions/{}/redemptions", promotion["id"].as_str().unwrap());
    for (query, count) in [("", 2), ("?released=true", 1), ("?released=false", 1)] {
        let page = shop.admin().await.get(&format!("{path}{query}")).await.expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), count, "{query}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_lapses_gives_its_use_back_and_late_money_takes_it_again() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let automatic = json!({ "name": "Off", "kind": "amount", "amount_minor": 100, "max_uses": 1 });
    let promotion = promote(&shop, &automatic).await;
    let ada = shop.customer("ada@example.org").await;
    let waiting = late::expired(&shop, &ada, &mug).await;
    assert_eq!((waiting.amount("items_total"), uses(&shop, &promotion).await), (800, 0));
    shop.bank.consent(waiting.last_payment(), "approve").await;
    shop.run_jobs_without_waiting().await;
    assert_eq!((ada.look(&waiting).await.state(), uses(&shop, &promotion).await), ("placed", 1));

    // Paid and then cancelled: it was used.
    ada.cancel(&waiting).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(uses(&shop, &promotion).await, 1);
    shop.close().await;
}

#[tokio::test]
async fn a_limit_that_comes_later_counts_what_was_used_before() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let promotion = promote(&shop, &limited(&json!({}))).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    enter(&guest, "limited").await.expect(200);
    guest.checkout(card::GOOD).await;
    let path = format!("/promotions/{}", promotion["id"].as_str().unwrap());
    shop.admin().await.put(&path, &limited(&json!({ "max_uses": 1 }))).await.expect(200);
    guest.add(&mug, 1).await;
    enter(&guest, "limited").await.refuses(422, "code_not_applicable");
    shop.run_jobs().await;
    shop.close().await;
}
