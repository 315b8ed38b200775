//! The shop's own shipping methods: by zone, by weight, by price, and free from an amount on.

use serde_json::{Value, json};

use super::{amount, fields, method, problems, zone};
use crate::shop::{Actor, Order, Shop, card, order_with};

/// Codes and prices of what is offered for that country and postal code.
async fn offers(actor: &Actor, country: &str, postal_code: &str) -> Vec<(String, i64)> {
    let mut address = order_with(card::GOOD)["shipping_address"].clone();
    address["country"] = json!(country);
    address["postal_code"] = json!(postal_code);
    let quotes = actor.post("/cart/shipping-quotes", &json!({ "address": address })).await.expect(200);
    let methods = quotes["methods"].as_array().unwrap().iter();
    methods.map(|one| (one["code"].as_str().unwrap().to_owned(), amount(one, "price"))).collect()
}

fn terms(code: &str, basis: &str, brackets: &Value, more: &Value) -> Value {
    let mut terms = json!({ "code": code, "name": code, "basis": basis, "brackets": brackets, "days": 3 });
    terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    terms
}

#[tokio::test]
async fn methods_go_by_zone_weight_and_price() {
    let shop = Shop::open().await;
    // Mugs weigh 300 g.
    let mug = shop.product("Mug", 1000, 100).await;
    let guest = shop.guest();
    guest.add(&mug, 3).await;
    let configured = [("standard".to_owned(), 490), ("express".to_owned(), 990)];
    assert_eq!(offers(&guest, "DE", "10115").await, configured, "as long as there are no others");

    let germany = zone(&shop, &json!({ "name": "Germany", "countries": ["DE"] })).await;
    let islands = json!({ "name": "Islands", "countries": ["DE"], "postal_prefixes": ["25980"] });
    let islands = zone(&shop, &islands).await;
    let by_weight = json!([{ "up_to": 1000, "price_minor": 500 }, { "up_to": 2000, "price_minor": 800 }]);
    let here = json!({ "zone_ids": [germany["id"]], "free_from_minor": 6000, "position": 1 });
    let parcel = method(&shop, &terms("parcel", "weight", &by_weight, &here)).await;
    let by_price = json!([{ "up_to": 3000, "price_minor": 900 }, { "price_minor": 300 }]);
    let there = json!({ "zone_ids": [islands["id"], germany["id"]], "position": 2 });
    method(&shop, &terms("ferry", "price", &by_price, &there)).await;

    let named = |offers: &[(&str, i64)]| -> Vec<(String, i64)> {
        offers.iter().map(|(code, price)| ((*code).to_owned(), *price)).collect()
    };
    assert_eq!(offers(&guest, "DE", "10115").await, named(&[("parcel", 500), ("ferry", 900)]));
    assert_eq!(offers(&guest, "DE", "25980").await, named(&[("ferry", 900)]));
    assert_eq!(offers(&guest, "FR", "75001").await, named(&[]));
    guest.add(&mug, 1).await;
    assert_eq!(offers(&guest, "DE", "10115").await, named(&[("parcel", 800), ("ferry", 300)]));
    guest.add(&mug, 2).await;
    assert_eq!(offers(&guest, "DE", "10115").await, named(&[("parcel", 0), ("ferry", 300)]), "from 60.00 on");
    guest.add(&mug, 2).await;
    assert_eq!(offers(&guest, "DE", "10115").await, named(&[("ferry", 300)]), "2.4 kg is too much");

    let cart = guest.get("/cart?country=FR").await.expect(200);
    assert_eq!((problems(&cart), &cart["can_check_out"]), (vec!["not_deliverable"], &json!(false)));
    let cart = guest.get("/cart?country=DE&postal_code=10115&shipping_method=parcel").await.expect(200);
    assert_eq!(cart["problems"][0]["remedy"], "choose another method");
    let mut body = order_with(card::GOOD);
    body["shipping"] = json!({ "method": "parcel" });
    guest.place("one", &body).await.refuses(422, "not_deliverable");
    body["shipping"] = json!({ "method": "standard" });
    guest.place("one", &body).await.refuses(422, "no_such_shipping_method");
    body["shipping"] = json!({ "method": "ferry" });
    let order = Order::read(guest.place("one", &body).await.expect(201));
    assert_eq!((order.amount("shipping_total"), order.text("shipping_name")), (300, "ferry"));

    let admin = shop.admin().await;
    let path = format!("/zones/{}", islands["id"].as_str().unwrap());
    admin.delete(&path).await.refuses(409, "zone_in_use");
    let path = format!("/shipping-methods/{}", parcel["id"].as_str().unwrap());
    let off = terms("parcel", "weight", &by_weight, &json!({ "enabled": false, "version": 1 }));
    assert_eq!(admin.put(&path, &off).await.expect(200)["version"], 2);
    admin.put(&path, &off).await.refuses(409, "changed_meanwhile");
    guest.add(&mug, 1).await;
    assert_eq!(offers(&guest, "DE", "10115").await, named(&[("ferry", 900)]));
    for (query, count) in [("", 2), ("?enabled=false", 1), ("?basis=price", 1), ("?basis=flat", 0)] {
        let page = admin.get(&format!("/shipping-methods{query}")).await.expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), count, "{query}");
    }
    assert_eq!(admin.get("/zones?name=ISL").await.expect(200)["items"].as_array().unwrap().len(), 1);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn zones_and_methods_that_make_no_sense_are_refused_field_by_field() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    for (terms, wrong) in [
        (json!({ "name": "", "countries": ["Germany"] }), vec!["countries", "name"]),
        (json!({ "name": "x", "regions": ["Bavaria"] }), vec!["countries"]),
        (json!({ "name": "x", "tax_rates": [{ "tax_class": "A", "rate_bp": 1 }] }), vec!["tax_rates"]),
        (json!({ "name": "x", "tax_rates": [{ "tax_class": "a", "rate_bp": 10001 }] }), vec!["tax_rates"]),
    ] {
        assert_eq!(fields(admin.post_once("/zones", &super::key(), &terms).await), wrong, "{terms}");
    }
    let flat = json!([{ "price_minor": 100 }]);
    let nobody = "00000000-0000-7000-8000-000000000000";
    for (terms, wrong) in [
        (terms("A B", "flat", &flat, &json!({ "days": -1 })), vec!["code", "days"]),
        (terms("a", "flat", &json!([{ "up_to": 5, "price_minor": 1 }]), &json!({})), vec!["brackets"]),
        (
            terms(
                "a",
                "weight",
                &json!([{ "price_minor": 1 }, { "up_to": 5, "price_minor": 1 }]),
                &json!({}),
            ),
            vec!["brackets"],
        ),
        (terms("a", "flat", &json!([{ "price_minor": i64::MAX }]), &json!({})), vec!["brackets"]),
        (terms("a", "flat", &json!([]), &json!({})), vec!["brackets"]),
        (terms("a", "flat", &flat, &json!({ "zone_ids": [nobody] })), vec!["zone_ids"]),
    ] {
        let answer = admin.post_once("/shipping-methods", &super::key(), &terms).await;
        assert_eq!(fields(answer), wrong, "{terms}");
    }
    let made = terms("a", "flat", &flat, &json!({}));
    method(&shop, &made).await;
    admin.post_once("/shipping-methods", &super::key(), &made).await.refuses(409, "code_taken");
    shop.run_jobs().await;
    shop.close().await;
}
