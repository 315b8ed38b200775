//! Bundles: what is sold of them is taken from the stock of their parts, and comes back to it.

use std::time::Duration;

use chrono::TimeDelta;
use domain::catalog::products;
use domain::clock::now;
use domain::orders;
use domain::retention::Round;
use serde_json::{Value, json};
use uuid::Uuid;

use super::interleaving::check;
use super::path;
use crate::shop::{Actor, Order, Product, Shop, card, order_with};

/// Makes it a bundle of these.
pub(super) async fn bundle(staff: &Actor, of: &Product, parts: &[(&Product, i64)]) -> Value {
    let parts: Vec<Value> = parts
        .iter()
        .map(|(part, quantity)| json!({ "variant_id": part.variant_id, "quantity": quantity }))
        .collect();
    staff.put(&path(of, "parts"), &json!({ "parts": parts })).await.expect(200)
}

/// A set of a pot and two cups, of three pots and five cups.
async fn tea_set(shop: &Shop) -> [Product; 3] {
    let (pot, cup) = (shop.product("Tea pot", 4500, 3).await, shop.product("Cup", 900, 5).await);
    let set = shop.product("Tea set", 5900, 0).await;
    bundle(&shop.staff().await, &set, &[(&pot, 1), (&cup, 2)]).await;
    [pot, cup, set]
}

async fn available(shop: &Shop, slug: &str) -> Value {
    shop.guest().get(&format!("/products/{slug}")).await.expect(200)["variants"][0]["available"].clone()
}

#[tokio::test]
async fn a_bundle_is_there_as_often_as_its_parts_are_and_its_orders_take_those() {
    let shop = Shop::open().await;
    let [pot, cup, set] = tea_set(&shop).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    shop.run_jobs().await;
    let shown = guest.get("/products/tea-set").await.expect(200);
    let variant = &shown["variants"][0];
    assert_eq!((&variant["available"], &shown["in_stock"]), (&json!(2), &json!(true)));
    assert_eq!((&variant["parts"][1]["sku"], &variant["parts"][1]["quantity"]), (&json!("CUP"), &json!(2)));
    let listed = staff.get("/stock?sku=TEA-SET").await.expect(200);
    let listed = &listed["items"][0];
    assert_eq!((&listed["is_bundle"], &listed["available"]), (&json!(true), &json!(2)));

    // Two are held, in parts; one cup is left, which makes no set.
    guest.add(&set, 2).await;
    let order = guest.checkout(card::GOOD).await;
    assert_eq!(
        (shop.stock(&pot).await, shop.stock(&cup).await, shop.stock(&set).await),
        ((3, 2), (5, 4), (0, 0))
    );
    shop.run_jobs().await;
    assert_eq!((shop.stock(&pot).await, shop.stock(&cup).await), ((1, 0), (1, 0)));
    assert_eq!(available(&shop, "tea-set").await, 0);
    let found = guest.get("/products?in_stock=true&sort=name_asc").await.expect(200);
    let names: Vec<&Value> = found["items"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["Cup", "Tea pot"]);
    let second = shop.guest();
    second.add(&set, 1).await;
    let cart = second.get("/cart").await.expect(200);
    assert_eq!(cart["lines"][0]["problem"], "not_enough_stock");
    second.place("one", &order_with(card::GOOD)).await.refuses(409, "out_of_stock");

    // Its parts move the ledger, not itself.
    let moved = staff.get(&path(&cup, "movements")).await.expect(200);
    assert_eq!((&moved["items"][0]["delta"], &moved["items"][0]["order_id"]), (&json!(-4), &json!(order.id)));
    assert_eq!(staff.get(&path(&set, "movements")).await.expect(200)["items"], json!([]));

    // The slip says what to put into the parcel.
    let parcel = staff.once(&format!("/orders/{}/shipments", order.id), &json!({})).await.expect(201);
    let slip = format!("/orders/{}/shipments/{}/packing-slip", order.id, parcel["id"].as_str().unwrap());
    assert_eq!(staff.get(&slip).await.status, 200);

    // What comes for the cups makes the set available again, and shoppers are told.
    staff.once(&path(&cup, "movements"), &json!({ "delta": 1, "reason": "received" })).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(available(&shop, "tea-set").await, 1);
    check(&shop).await;
    shop.close().await;
}

#[tokio::test]
async fn a_product_is_not_deleted_while_bundles_consist_of_it() {
    let shop = Shop::open().await;
    let (mug, set) = (shop.product("Mug", 900, 10).await, shop.product("Set", 1500, 0).await);
    let staff = shop.staff().await;
    let parts = json!({ "parts": [{ "variant_id": mug.variant_id, "quantity": 2 }] });
    staff.put(&format!("/variants/{}/parts", set.variant_id), &parts).await.expect(200);
    let path = format!("/products/{}", mug.id);
    staff.delete(&path).await.refuses(409, "part_of_bundle");
    staff.delete(&format!("/products/{}", set.id)).await.expect(204);
    staff.delete(&path).await.expect(204);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_a_bundle_took_comes_back_however_it_ends() {
    let shop = Shop::open().await;
    let [pot, cup, set] = tea_set(&shop).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let both = async || (shop.stock(&pot).await, shop.stock(&cup).await);
    // Cancelled before it is paid, and after.
    let order = guest.buy(&set, card::GOOD).await;
    assert_eq!(both().await, ((3, 1), (5, 2)));
    guest.cancel(&order).await.expect(200);
    assert_eq!(both().await, ((3, 0), (5, 0)));
    shop.run_jobs().await;
    let order = guest.buy(&set, card::GOOD).await;
    shop.run_jobs().await;
    assert_eq!(both().await, ((2, 0), (3, 0)));
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(both().await, ((3, 0), (5, 0)));
    // Lapsed.
    guest.buy(&set, card::DECLINED).await;
    shop.run_jobs().await;
    let later = now() + TimeDelta::hours(1);
    orders::lapse_unpaid(&shop.services.store, later).await.unwrap();
    assert_eq!(both().await, ((3, 0), (5, 0)));
    shop.run_jobs().await;

    // One of two is given back, and it is of the parts that were sold, whatever the bundle is made of now.
    guest.add(&set, 2).await;
    let order = guest.checkout(card::GOOD).await;
    shop.run_jobs().await;
    assert_eq!(both().await, ((1, 0), (1, 0)));
    bundle(&staff, &set, &[(&cup, 1)]).await;
    let line = &order.body["lines"][0]["id"];
    let back =
        json!({ "lines": [{ "line_id": line, "quantity": 1, "restock": true }], "reason": "a scratch" });
    staff.once(&format!("/orders/{}/refunds", order.id), &back).await.expect(201);
    assert_eq!(both().await, ((2, 0), (3, 0)));
    guest.cancel(&order).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(both().await, ((3, 0), (5, 0)));
    check(&shop).await;
    shop.close().await;
}

#[tokio::test]
async fn lines_that_want_the_same_units_are_told_before_the_order() {
    let shop = Shop::open().await;
    let [_, cup, set] = tea_set(&shop).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    guest.add(&cup, 2).await;
    guest.add(&set, 2).await;
    let cart = guest.get("/cart").await.expect(200);
    let lines = cart["lines"].as_array().unwrap();
    assert_eq!((&lines[0]["problem"], &lines[0]["available"]), (&json!("not_enough_stock"), &json!(1)));
    assert!(lines[1]["problem"].is_null(), "{cart}");
    assert_eq!(cart["problems"][0]["available"], 1);
    guest.place("one", &order_with(card::GOOD)).await.refuses(409, "out_of_stock");
    assert_eq!(shop.stock(&cup).await, (5, 0), "nothing is held");

    // A cup may be promised, but not one of a set, which is sent whole.
    staff.put(&path(&cup, "backorder"), &json!({ "policy": "allow", "limit": 1 })).await.expect(200);
    let cart = guest.get("/cart").await.expect(200);
    assert_eq!((&cart["lines"][0]["backordered"], &cart["can_check_out"]), (&json!(1), &json!(true)));
    let order = guest.checkout(card::GOOD).await;
    let lines = order.body["lines"].as_array().unwrap();
    let backordered: Vec<i64> = lines.iter().map(|line| line["backordered"].as_i64().unwrap()).collect();
    assert_eq!(backordered, [1, 0]);
    shop.run_jobs().await;
    let parcel = staff.once(&format!("/orders/{}/shipments", order.id), &json!({})).await.expect(201);
    let sent: Vec<&Value> =
        parcel["lines"].as_array().unwrap().iter().map(|line| &line["quantity"]).collect();
    assert_eq!(sent, [1, 2]);
    let other = shop.guest();
    other.add(&set, 1).await;
    other.place("two", &order_with(card::GOOD)).await.refuses(409, "out_of_stock");
    check(&shop).await;
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn bundles_are_made_of_what_is_no_bundle_and_have_nothing_of_their_own() {
    let shop = Shop::open().await;
    let [pot, cup, set] = tea_set(&shop).await;
    let (staff, mug) = (shop.staff().await, shop.product("Mug", 900, 1).await);
    let one = |of: &Product| json!({ "parts": [{ "variant_id": of.variant_id, "quantity": 1 }] });
    let nobody = Uuid::nil();
    for (wrong, field) in [
        (one(&mug), "parts/0/variant_id"),
        (one(&set), "parts/0/variant_id"),
        (json!({ "parts": [{ "variant_id": nobody, "quantity": 1 }] }), "parts/0/variant_id"),
        (json!({ "parts": [{ "variant_id": cup.variant_id, "quantity": 0 }] }), "parts/0/quantity"),
        (json!({ "parts": [{ "variant_id": cup.variant_id, "quantity": 101 }] }), "parts/0/quantity"),
        (
            json!({ "parts": [
                { "variant_id": cup.variant_id, "quantity": 1 }, { "variant_id": cup.variant_id, "quantity": 1 },
            ] }),
            "parts/1/variant_id",
        ),
    ] {
        let problem = staff.put(&path(&mug, "parts"), &wrong).await.expect(422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    staff.put(&path(&mug, "parts"), &one(&pot)).await.refuses(409, "has_stock");
    staff.put(&path(&cup, "parts"), &one(&pot)).await.refuses(409, "part_of_bundle");
    let empty = shop.product("Box", 900, 0).await;
    staff.put(&path(&empty, "backorder"), &json!({ "policy": "allow" })).await.expect(200);
    staff.put(&path(&empty, "parts"), &one(&pot)).await.refuses(409, "has_backorders");
    staff.put(&format!("/variants/{nobody}/parts"), &one(&pot)).await.refuses(404, "not_found");

    staff.put(&path(&set, "stock"), &json!({ "on_hand": 1 })).await.refuses(409, "is_bundle");
    staff.put(&path(&set, "stock"), &json!({ "on_hand": 0 })).await.expect(200);
    let one_more = json!({ "delta": 1, "reason": "received" });
    staff.once(&path(&set, "movements"), &one_more).await.refuses(409, "is_bundle");
    staff.put(&path(&set, "low-stock"), &json!({ "low_at": 1 })).await.refuses(409, "is_bundle");
    staff.put(&path(&set, "backorder"), &json!({ "policy": "allow" })).await.refuses(409, "is_bundle");
    assert_eq!(shop.stock(&set).await, (0, 0));

    // A part stays while it is needed.
    staff.delete(&format!("/variants/{}", cup.variant_id)).await.refuses(409, "part_of_bundle");
    let parts = staff.get(&path(&set, "parts")).await.expect(200);
    assert_eq!(parts["items"].as_array().unwrap().len(), 2);
    assert_eq!((&parts["items"][0]["sku"], &parts["items"][0]["available"]), (&json!("TEA-POT"), &json!(3)));
    let again = bundle(&staff, &set, &[(&pot, 1), (&cup, 2)]).await;
    assert_eq!(again, parts);
    bundle(&staff, &set, &[]).await;
    staff.delete(&format!("/variants/{}", cup.variant_id)).await.expect(204);
    staff.put(&path(&set, "stock"), &json!({ "on_hand": 7 })).await.expect(200);
    assert_eq!(available(&shop, "tea-set").await, 7);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_part_is_not_purged_while_an_order_needs_it() {
    let shop = Shop::open().await;
    let [pot, cup, set] = tea_set(&shop).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order: Order = guest.buy(&set, card::GOOD).await;
    shop.run_jobs().await;
    bundle(&staff, &set, &[(&cup, 2)]).await;
    staff.delete(&format!("/products/{}", cup.id)).await.refuses(409, "part_of_bundle");
    bundle(&staff, &set, &[]).await;
    for part in [&pot, &cup] {
        staff.delete(&format!("/products/{}", part.id)).await.expect(204);
    }
    shop.run_jobs().await;
    let purge = async || {
        let later = now() + TimeDelta::days(1);
        let mut round = Round::new(100, Duration::from_secs(60));
        let services = &shop.services;
        products::purge(&services.store, services.storage.as_ref(), later, &mut round).await.unwrap()
    };
    assert_eq!(purge().await, 0, "both are in the order");
    assert_eq!(guest.look(&order).await.state(), "placed");
    shop.close().await;
}
