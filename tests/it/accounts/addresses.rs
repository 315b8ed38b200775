//! Address books, ordering with them, and what a guest ordered and claims later.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{access_token, register};
use crate::shop::{Actor, Order, Shop, card, order_with};

fn address(city: &str) -> Value {
    json!({ "name": "Ada Lovelace", "line1": "Hauptstr. 1", "postal_code": "12345", "city": city, "country": "DE" })
}

async fn keep(actor: &Actor, city: &str, shipping: bool, billing: bool) -> String {
    let body = json!({ "address": address(city), "default_shipping": shipping, "default_billing": billing });
    actor.post("/me/addresses", &body).await.expect(201)["id"].as_str().unwrap().to_owned()
}

/// An order whose addresses are these members.
fn order_to(members: Value) -> Value {
    let mut body = order_with(card::GOOD);
    body.as_object_mut().unwrap().remove("shipping_address");
    body.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn an_address_book_is_kept_and_is_nobody_elses() {
    let shop = Shop::open().await;
    let (ada, eve) = (shop.customer("ada@example.org").await, shop.customer("eve@example.org").await);
    let home = keep(&ada, "Berlin", true, true).await;
    let work = keep(&ada, "Hamburg", true, false).await;
    let book = ada.get("/me/addresses").await.expect(200);
    let seen: Vec<_> = book["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["id"].as_str().unwrap(), &item["default_shipping"], &item["default_billing"]))
        .collect();
    let (yes, no) = (json!(true), json!(false));
    assert_eq!(seen, [(home.as_str(), &no, &yes), (work.as_str(), &yes, &no)]);
    let path = format!("/me/addresses/{home}");
    let moved = json!({ "address": address("Bremen") });
    for answer in [eve.get(&path).await, eve.put(&path, &moved).await, eve.delete(&path).await] {
        answer.refuses(404, "not_found");
    }
    let moved = ada.put(&path, &moved).await.expect(200);
    assert_eq!((&moved["address"]["city"], &moved["default_billing"]), (&json!("Bremen"), &no));
    let wrong = json!({ "address": { "name": "", "line1": "x", "postal_code": "1", "city": "x", "country": "Germany" } });
    assert_eq!(super::fields(ada.post("/me/addresses", &wrong).await), ["address/country", "address/name"]);
    ada.delete(&path).await.expect(204);
    let me: Uuid = ada.get("/me").await.expect(200)["id"].as_str().unwrap().parse().unwrap();
    let announced = shop.events(me).await;
    let changes = announced.iter().filter(|(_, kind)| kind == "customer_addresses_changed").count();
    assert_eq!(changes, 4, "two kept, one replaced, one deleted: {announced:?}");
    for _ in 1..20 {
        keep(&ada, "Berlin", false, false).await;
    }
    let more = json!({ "address": address("Berlin") });
    ada.post("/me/addresses", &more).await.refuses(422, "too_many_addresses");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_order_goes_to_an_address_of_the_book_or_to_the_default() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (ada, eve) = (shop.customer("ada@example.org").await, shop.customer("eve@example.org").await);
    let strangers = keep(&eve, "Köln", true, true).await;
    ada.add(&mug, 1).await;
    for (members, field) in [
        (json!({}), "shipping_address"),
        (json!({ "shipping_address_id": strangers }), "shipping_address_id"),
        (
            json!({ "shipping_address": address("Berlin"), "billing_address_id": strangers }),
            "billing_address_id",
        ),
    ] {
        assert_eq!(super::fields(ada.place("first", &order_to(members)).await), [field]);
    }
    let work = keep(&ada, "Hamburg", false, false).await;
    keep(&ada, "Berlin", true, false).await;
    keep(&ada, "Bremen", false, true).await;
    let both = json!({ "shipping_address_id": work, "shipping_address": address("Berlin") });
    assert_eq!(super::fields(ada.place("first", &order_to(both)).await), ["shipping_address_id"]);
    let cities = |order: &Order| {
        let city = |of: &str| order.body[of]["city"].as_str().unwrap().to_owned();
        (city("shipping_address"), city("billing_address"))
    };
    let order = ada.place("first", &order_to(json!({ "shipping_address_id": work }))).await.expect(201);
    assert_eq!(cities(&Order::read(order)), ("Hamburg".into(), "Hamburg".into()));
    ada.add(&mug, 1).await;
    let order = Order::read(ada.place("second", &order_to(json!({}))).await.expect(201));
    assert_eq!(cities(&order), ("Berlin".into(), "Bremen".into()));
    // A guest has no book.
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    assert_eq!(super::fields(guest.place("third", &order_to(json!({}))).await), ["shipping_address"]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_a_guest_ordered_is_theirs_once_they_prove_the_address() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    // Whoever says so is not believed.
    let session = register(&shop, "ada@example.org").await.expect(201);
    let ada = shop.guest().with_bearer(access_token(&session));
    ada.post("/me/claimed-orders", &json!({})).await.refuses(422, "email_not_verified");
    ada.get(&format!("/orders/{}", order.id)).await.refuses(404, "not_found");
    assert!(ada.history().await.is_empty());

    let token = shop.mailed_token("welcome", "ada@example.org").await;
    shop.guest().post("/auth/confirm-email", &json!({ "token": token })).await.expect(204);
    shop.run_jobs().await;
    assert_eq!(ada.look(&order).await.id, order.id);
    assert_eq!(ada.history().await.len(), 1);
    guest.look(&order).await;

    // Placed as a guest since.
    let later = shop.guest().buy(&mug, card::GOOD).await;
    assert_eq!(ada.post("/me/claimed-orders", &json!({})).await.expect(200)["orders"], 1);
    assert_eq!(ada.post("/me/claimed-orders", &json!({})).await.expect(200)["orders"], 0);
    ada.look(&later).await;
    // Another account of the same shop has nothing of it.
    let eve = shop.customer("eve@example.org").await;
    eve.get(&format!("/orders/{}", order.id)).await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}
