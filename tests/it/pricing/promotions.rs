//! What promotions take off, and what the cart shows is what the order costs.

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use super::{amount, enter, fields, problems, promote};
use crate::shop::{Actor, Order, Shop, card, order_with};

/// The cart as it would be sent to Musterstadt by the standard method.
async fn look(actor: &Actor) -> Value {
    actor.get("/cart?country=DE&postal_code=12345&shipping_method=standard").await.expect(200)
}

/// Orders what the cart shows, which must cost what it shows.
async fn order(actor: &Actor) -> Order {
    let cart = look(actor).await;
    let mut body = order_with(card::GOOD);
    body["expected_total_minor"] = cart["total"]["amount_minor"].clone();
    let order = Order::read(actor.place(&super::key(), &body).await.expect(201));
    assert_eq!(order.body["taxes"], cart["taxes"]);
    for key in ["items_total", "discount_total", "tax_total", "total"] {
        assert_eq!(order.body[key], cart[key], "{key}");
    }
    for (ordered, shown) in
        order.body["lines"].as_array().unwrap().iter().zip(cart["lines"].as_array().unwrap())
    {
        assert_eq!((&ordered["discounts"], &ordered["total"]), (&shown["discounts"], &shown["total"]));
    }
    order
}

#[tokio::test]
async fn a_code_takes_a_percentage_off_and_the_order_says_so_line_by_line() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 999, 10).await, shop.product("Pot", 2500, 10).await);
    let terms = json!({ "name": "Summer", "code": "Summer-10", "kind": "percentage", "percent_bp": 1000 });
    let promotion = promote(&shop, &terms).await;
    assert_eq!(promotion["code"], "SUMMER-10");

    let guest = shop.guest();
    guest.add(&mug, 3).await;
    guest.add(&pot, 1).await;
    let cart = enter(&guest, " summer-10".trim()).await.expect(200);
    // 10 % of 54.97 is 5.50, of which the mugs bear 3.00 and the pot 2.50.
    assert_eq!((amount(&cart, "subtotal"), amount(&cart, "discount_total")), (5497, 550));
    assert_eq!(cart["lines"][0]["discounts"][0]["amount"]["amount_minor"], 300);
    assert_eq!(cart["lines"][1]["discounts"][0]["amount"]["amount_minor"], 250);
    assert_eq!((&cart["codes"][0]["applies"], &cart["can_check_out"]), (&json!(true), &json!(true)));
    enter(&guest, "SUMMER-10").await.expect(200);

    let order = order(&guest).await;
    // Less than 50.00 is left, so sending it is not free.
    assert_eq!((order.amount("items_total"), order.amount("shipping_total")), (4947, 490));
    assert_eq!((order.amount("discount_total"), order.amount("total")), (550, 5437));
    shop.run_jobs().await;
    let order = guest.look(&order).await;
    assert_eq!((order.state(), order.amount("captured_total")), ("placed", 5437));
    let pdf = guest.get(&format!("/orders/{}/invoice", order.id)).await.bytes;
    assert!(pdf.starts_with(b"%PDF-"));

    let path = format!("/promotions/{}/redemptions", promotion["id"].as_str().unwrap());
    let uses = shop.admin().await.get(&path).await.expect(200);
    assert_eq!(uses["items"][0]["order_id"], order.id);
    assert_eq!((amount(&uses["items"][0], "amount"), uses["items"].as_array().unwrap().len()), (550, 1));
    let path = format!("/promotions/{}", promotion["id"].as_str().unwrap());
    shop.admin().await.delete(&path).await.refuses(409, "promotion_used");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn automatic_ones_combine_by_priority_and_an_exclusive_one_is_alone() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 1000, 20).await;
    let off = |name: &str, more: Value| {
        let mut terms = json!({ "name": name, "kind": "percentage", "percent_bp": 1000 });
        terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        terms
    };
    promote(&shop, &off("Second", json!({ "priority": 1 }))).await;
    let amount_off = json!({ "name": "First", "kind": "amount", "amount_minor": 500, "priority": 5 });
    promote(&shop, &amount_off).await;
    promote(&shop, &off("Alone", json!({ "code": "ALONE", "exclusive": true, "percent_bp": 5000 }))).await;

    let guest = shop.guest();
    let cart = guest.add(&mug, 3).await;
    // 30.00 less 5.00 less a tenth of 25.00.
    assert_eq!(amount(&cart, "items_total"), 2250);
    let names: Vec<_> =
        cart["discounts"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["First", "Second"]);

    let cart = enter(&guest, "alone").await.expect(200);
    assert_eq!((amount(&cart, "items_total"), problems(&cart)), (2250, vec!["code_not_applicable"]));
    assert_eq!(cart["codes"][0]["reason"], "not_combinable");
    let mut body = order_with(card::GOOD);
    guest.place("one", &body).await.refuses(422, "code_not_applicable");
    guest.delete("/cart/codes/Alone").await.expect(200);
    guest.delete("/cart/codes/Alone").await.refuses(404, "not_found");
    body["expected_total_minor"] = json!(2740);
    guest.place("one", &body).await.expect(201);

    // With a higher priority it stays alone.
    promote(
        &shop,
        &off("Best", json!({ "code": "BEST", "exclusive": true, "percent_bp": 5000, "priority": 9 })),
    )
    .await;
    guest.add(&mug, 3).await;
    let cart = enter(&guest, "best").await.expect(200);
    assert_eq!((amount(&cart, "items_total"), cart["discounts"].as_array().unwrap().len()), (1500, 1));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn three_for_two_is_the_cheapest_and_free_shipping_is_free() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 10).await, shop.product("Pot", 1500, 10).await);
    let hat = shop.product("Hat", 100, 10).await;
    let terms = json!({
        "name": "Three for two", "kind": "buy_x_get_y", "buy_quantity": 2, "get_quantity": 1,
        "product_ids": [mug.id, pot.id],
    });
    promote(&shop, &terms).await;
    promote(&shop, &json!({ "name": "Sent free", "code": "FREE", "kind": "free_shipping" })).await;

    let guest = shop.guest();
    guest.add(&hat, 3).await;
    guest.add(&pot, 2).await;
    assert_eq!(amount(&look(&guest).await, "discount_total"), 0, "two are not three, and hats do not count");
    guest.add(&mug, 1).await;
    let cart = look(&guest).await;
    assert_eq!((amount(&cart, "discount_total"), amount(&cart, "total")), (900, 300 + 3000 + 490));
    enter(&guest, "free").await.expect(200);
    let cart = look(&guest).await;
    assert_eq!((amount(&cart["shipping"], "subtotal"), amount(&cart["shipping"], "total")), (490, 0));
    let order = order(&guest).await;
    assert_eq!((order.amount("shipping_total"), order.amount("discount_total")), (0, 1390));
    assert_eq!(order.body["shipping_discounts"][0]["code"], "FREE");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn conditions_say_what_is_missing() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 1000, 20).await;
    let later = (Utc::now() + TimeDelta::days(1)).to_rfc3339();
    let before = (Utc::now() - TimeDelta::days(1)).to_rfc3339();
    for more in [
        json!({ "code": "SOON", "starts_at": later }),
        json!({ "code": "OVER", "ends_at": before }),
        json!({ "code": "OFF", "enabled": false }),
        json!({ "code": "MUCH", "min_subtotal_minor": 2500 }),
        json!({ "code": "FIRST", "first_order": true }),
    ] {
        let mut terms = json!({ "name": "Off", "kind": "amount", "amount_minor": 100 });
        terms.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        promote(&shop, &terms).await;
    }
    let ada = shop.customer("ada@example.org").await;
    enter(&ada, "MUCH").await.refuses(404, "not_found");
    ada.add(&mug, 2).await;
    for (code, refusal) in [
        ("NONE", "no_such_code"),
        ("OFF", "no_such_code"),
        ("SOON", "code_not_applicable"),
        ("OVER", "code_not_applicable"),
    ] {
        enter(&ada, code).await.refuses(422, refusal);
    }
    let cart = enter(&ada, "much").await.expect(200);
    assert_eq!(cart["codes"][0]["reason"], "below_minimum");
    assert!(cart["codes"][0]["detail"].as_str().unwrap().contains("5.00 EUR"), "{cart}");
    assert_eq!((&cart["can_check_out"], problems(&cart)), (&json!(false), vec!["code_not_applicable"]));
    let cart = ada.add(&mug, 1).await;
    assert_eq!((&cart["can_check_out"], amount(&cart, "items_total")), (&json!(true), 2900));
    enter(&ada, "first").await.expect(200);
    let mut body = order_with(card::GOOD);
    body["expected_total_minor"] = json!(2800 + 490);
    ada.place("one", &body).await.expect(201);

    // A guest who gives the same address has ordered before.
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    enter(&guest, "first").await.expect(200);
    guest.place("two", &order_with(card::GOOD)).await.refuses(422, "code_not_applicable");
    ada.add(&mug, 1).await;
    enter(&ada, "first").await.refuses(422, "code_not_applicable");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn terms_that_make_no_sense_are_refused_field_by_field() {
    let shop = Shop::open().await;
    let admin = shop.admin().await;
    let nobody = "00000000-0000-7000-8000-000000000000";
    for (terms, wrong) in [
        (json!({ "name": "", "kind": "percentage" }), vec!["name", "percent_bp"]),
        (json!({ "name": "x", "kind": "amount", "percent_bp": 100 }), vec!["amount_minor", "percent_bp"]),
        (json!({ "name": "x", "kind": "free_shipping", "buy_quantity": 1 }), vec!["buy_quantity"]),
        (json!({ "name": "x", "kind": "percentage", "percent_bp": 1, "code": "a b" }), vec!["code"]),
        (
            json!({ "name": "x", "kind": "percentage", "percent_bp": 1, "product_ids": [nobody] }),
            vec!["product_ids"],
        ),
        (json!({ "name": "x", "kind": "percentage", "percent_bp": 1, "max_uses": 0 }), vec!["max_uses"]),
        (json!({ "name": "x", "kind": "amount", "amount_minor": i64::MAX }), vec!["amount_minor"]),
    ] {
        assert_eq!(fields(admin.post_once("/promotions", &super::key(), &terms).await), wrong, "{terms}");
    }
    let terms = json!({ "name": "x", "kind": "percentage", "percent_bp": 1, "code": "one" });
    let first = admin.post_once("/promotions", "key", &terms).await.expect(201);
    assert_eq!(admin.post_once("/promotions", "key", &terms).await.expect(201)["id"], first["id"]);
    admin.post_once("/promotions", "other", &terms).await.refuses(409, "code_taken");

    let path = format!("/promotions/{}", first["id"].as_str().unwrap());
    let mut changed = terms.clone();
    changed["version"] = json!(7);
    admin.put(&path, &changed).await.refuses(409, "changed_meanwhile");
    changed["version"] = json!(1);
    changed["name"] = json!("New");
    assert_eq!(admin.put(&path, &changed).await.expect(200)["version"], 2);
    promote(&shop, &json!({ "name": "Auto", "kind": "free_shipping", "enabled": false })).await;
    for (query, count) in
        [("", 2), ("?with_code=true", 1), ("?code=ONE", 1), ("?active=false", 1), ("?kind=free_shipping", 1)]
    {
        let page = admin.get(&format!("/promotions{query}")).await.expect(200);
        assert_eq!(page["items"].as_array().unwrap().len(), count, "{query}");
    }
    for sort in ["newest", "oldest"] {
        let page = admin.get(&format!("/promotions?limit=1&sort={sort}")).await.expect(200);
        let cursor = page["next_cursor"].as_str().unwrap();
        let next = admin.get(&format!("/promotions?limit=1&sort={sort}&cursor={cursor}")).await.expect(200);
        assert!(next.get("next_cursor").is_none());
        assert_ne!(page["items"][0]["id"], next["items"][0]["id"]);
    }
    assert_eq!(admin.delete(&path).await.status, 204);
    admin.get(&path).await.refuses(404, "not_found");
    shop.run_jobs().await;
    shop.close().await;
}
