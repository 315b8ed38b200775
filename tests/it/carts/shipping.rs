//! What sending a cart costs, by the shop's own methods and by a carrier's quote.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::shipping_quote;
use reqwest::Method;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use crate::shop::{Actor, Order, Shop, card, order_with};

fn address() -> Value {
    order_with(card::GOOD)["shipping_address"].clone()
}

async fn quote(actor: &Actor) -> Value {
    actor.post("/cart/shipping-quotes", &json!({ "address": address() })).await.expect(200)
}

fn order_by(quote: &Value) -> Value {
    let mut body = order_with(card::GOOD);
    body["shipping"] = json!({ "quote_id": quote["id"] });
    body
}

#[tokio::test]
async fn flat_methods_and_the_carriers_tariff_are_offered() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 4).await;
    let offers = quote(&guest).await;
    let flat = |index: usize| {
        (&offers["methods"][index]["code"], &offers["methods"][index]["price"]["amount_minor"])
    };
    assert_eq!(flat(0), (&json!("standard"), &json!(490)));
    assert_eq!(flat(1), (&json!("express"), &json!(990)));
    // Four mugs weigh 1.2 kg.
    let prices: Vec<&Value> =
        offers["quotes"].as_array().unwrap().iter().map(|quote| &quote["price"]["amount_minor"]).collect();
    assert_eq!(prices, [590, 1680]);
    assert!(offers["quotes"].as_array().unwrap().iter().all(|quote| quote["carrier"] == "sandbox"));

    guest.add(&mug, 2).await;
    let offers = quote(&guest).await;
    assert_eq!(offers["methods"][0]["price"]["amount_minor"], 0, "free from 50.00 on");
    assert_eq!(offers["methods"][1]["price"]["amount_minor"], 990);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_cart_of_exactly_the_limit_is_sent_for_free() {
    let shop = Shop::open().await;
    let (mug, cent) = (shop.product("Mug", 4999, 10).await, shop.product("Cent", 1, 10).await);
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    assert_eq!(quote(&guest).await["methods"][0]["price"]["amount_minor"], 490);
    guest.add(&cent, 1).await;
    let order = guest.checkout(card::GOOD).await;
    assert_eq!((order.amount("shipping_total"), order.amount("total")), (0, 5000));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_order_pays_what_the_carrier_quoted_for_that_very_address() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let rate = json!({
        "line1": "Hauptstr. 1",
        "postal_code": "12345",
        "country": "DE",
        "amount_minor": 123,
        "currency": "EUR",
        "service": "bicycle",
        "days": 2,
    });
    let upload = shop.request(Method::PUT, "/sandbox/carrier/v1/rates").bearer_auth("sandbox-demo-key");
    shop.send(upload.json(&json!({ "rates": [rate] }))).await.expect(200);

    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let offers = quote(&guest).await;
    let [bicycle] = &offers["quotes"].as_array().unwrap()[..] else { panic!("{offers}") };
    assert_eq!((&bicycle["service"], &bicycle["days"]), (&json!("bicycle"), &json!(2)));
    let order = Order::read(guest.place("one", &order_by(bicycle)).await.expect(201));
    assert_eq!((order.amount("shipping_total"), order.amount("total")), (123, 1023));
    assert_eq!(order.text("shipping_method"), "sandbox:bicycle");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_quote_holds_for_an_hour_and_for_that_cart_and_address() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let old = quote(&guest).await["quotes"][0].clone();
    let mut elsewhere = order_by(&old);
    elsewhere["shipping_address"]["postal_code"] = json!("54321");
    guest.place("address", &elsewhere).await.refuses(422, "quote_outdated");
    guest.add(&mug, 1).await;
    guest.place("cart", &order_by(&old)).await.refuses(422, "quote_outdated");

    let eve = shop.guest();
    eve.add(&mug, 2).await;
    eve.place("foreign", &order_by(&old)).await.refuses(404, "not_found");

    let fresh = quote(&guest).await["quotes"][0].clone();
    let past =
        shipping_quote::ActiveModel { expires_at: Set(now() - TimeDelta::seconds(1)), ..Default::default() };
    shipping_quote::Entity::update_many().set(past).exec(shop.services.store.writer()).await.unwrap();
    guest.place("late", &order_by(&fresh)).await.refuses(422, "quote_expired");

    let fresh = quote(&guest).await["quotes"][0].clone();
    guest.place("now", &order_by(&fresh)).await.expect(201);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn shipping_that_does_not_exist_is_refused() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    let mut body = order_with(card::GOOD);
    body["shipping"] = json!({ "method": "pigeon" });
    guest.place("pigeon", &body).await.refuses(422, "no_such_shipping_method");
    for both_or_none in [json!({}), json!({ "method": "standard", "quote_id": mug.variant_id })] {
        body["shipping"] = both_or_none.clone();
        assert_eq!(guest.place("both", &body).await.status, 422, "{both_or_none}");
    }
    let nobody = shop.guest().post("/cart/shipping-quotes", &json!({ "address": address() })).await;
    nobody.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}
