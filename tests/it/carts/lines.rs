//! What lies in a cart, and what is wrong with it.

use serde_json::json;

use super::{add, lines, look, set_quantity};
use crate::shop::Shop;

#[tokio::test]
async fn things_are_added_changed_and_removed() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 10).await, shop.product("Pot", 2500, 10).await);
    let guest = shop.guest();
    guest.add(&mug, 1).await;
    guest.add(&pot, 1).await;
    let cart = guest.add(&mug, 2).await;
    assert_eq!(lines(&cart), [("MUG", 3), ("POT", 1)]);
    assert_eq!(cart["items_total"], json!({ "amount_minor": 5200, "currency": "EUR" }));
    assert_eq!((&cart["can_check_out"], &cart["problems"]), (&json!(true), &json!([])));
    assert_eq!(cart["lines"][0]["total"]["amount_minor"], 2700);

    let cart = set_quantity(&guest, &cart["lines"][0], 1).await.expect(200);
    assert_eq!(lines(&cart), [("MUG", 1), ("POT", 1)]);
    let path = format!("/cart/lines/{}", cart["lines"][1]["id"].as_str().unwrap());
    assert_eq!(lines(&guest.delete(&path).await.expect(200)), [("MUG", 1)]);
    guest.delete(&path).await.refuses(404, "not_found");
    let cart = set_quantity(&guest, &cart["lines"][0], 0).await.expect(200);
    assert_eq!((lines(&cart).len(), &cart["problems"][0]["code"]), (0, &json!("empty")));
    assert_eq!(look(&guest).await, cart);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_price_that_changed_is_shown_until_it_was_seen() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    let path = format!("/variants/{}", mug.variant_id);
    shop.staff().await.patch(&path, &json!({ "price_minor": 1000 })).await.expect(200);

    let cart = look(&guest).await;
    let line = &cart["lines"][0];
    assert_eq!(
        (&line["unit_price"]["amount_minor"], &line["seen_price"]["amount_minor"]),
        (&json!(1000), &json!(900))
    );
    assert_eq!(cart["items_total"]["amount_minor"], 2000);
    let cart = set_quantity(&guest, line, 3).await.expect(200);
    assert_eq!(cart["lines"][0].get("seen_price"), None);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_short_or_gone_is_said_and_can_be_put_right() {
    let shop = Shop::open().await;
    let (mug, pot) = (shop.product("Mug", 900, 3).await, shop.product("Pot", 2500, 10).await);
    let pan = shop.product("Pan", 100, 10).await;
    let guest = shop.guest();
    for (product, quantity) in [(&mug, 4), (&pot, 1), (&pan, 1)] {
        guest.add(product, quantity).await;
    }
    let staff = shop.staff().await;
    assert_eq!(staff.delete(&format!("/variants/{}", pot.variant_id)).await.status, 204);
    staff.patch(&format!("/products/{}", pan.id), &json!({ "status": "archived" })).await.expect(200);

    let cart = look(&guest).await;
    let problems = cart["problems"].as_array().unwrap().iter().map(|problem| &problem["code"]);
    assert_eq!(problems.collect::<Vec<_>>(), ["out_of_stock", "not_sold"], "what was deleted left the cart");
    assert_eq!((&cart["can_check_out"], &cart["lines"][0]["available"]), (&json!(false), &json!(3)));
    assert_eq!(cart["items_total"]["amount_minor"], 3600);
    guest.post("/cart/lines", &add(&pot, 1)).await.refuses(404, "not_found");
    guest.post("/cart/lines", &add(&pan, 1)).await.refuses(404, "not_found");

    set_quantity(&guest, &cart["lines"][0], 3).await.expect(200);
    let cart = set_quantity(&guest, &cart["lines"][1], 0).await.expect(200);
    assert_eq!((lines(&cart), &cart["can_check_out"]), (vec![("MUG", 3)], &json!(true)));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn there_are_at_most_999_of_a_thing() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    for quantity in [0, -1, 1000, i64::from(i32::MAX), i64::MAX] {
        let answer = guest.post("/cart/lines", &add(&mug, quantity)).await;
        assert_eq!(answer.expect(422)["errors"][0]["field"], "quantity", "{quantity}");
    }
    let cart = guest.add(&mug, 999).await;
    let more = guest.post("/cart/lines", &add(&mug, 1)).await;
    assert_eq!(more.expect(422)["errors"][0]["field"], "quantity");
    assert_eq!(set_quantity(&guest, &cart["lines"][0], 1000).await.status, 422);
    assert_eq!(lines(&look(&guest).await), [("MUG", 999)]);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_cart_holds_a_hundred_different_things() {
    let shop = Shop::open().await;
    let mut skus = (0..101).map(|number| {
        json!({ "sku": format!("M-{number:03}"), "name": "M", "price_minor": 1, "weight_g": 1, "stock": 1 })
    });
    let mut product = json!({ "name": "Mug", "status": "active", "tax_rate_bp": 0 });
    product["variants"] = skus.by_ref().take(100).collect();
    let staff = shop.staff().await;
    let product = staff.post("/products", &product).await.expect(201);
    let path = format!("/products/{}/variants", product["id"].as_str().unwrap());
    let full = staff.post(&path, &skus.next().unwrap()).await;
    assert_eq!(full.status, 422, "a product has a hundred variants, too: {}", full.body);
    let last = shop.product("Pot", 900, 1).await;

    let guest = shop.guest();
    for variant in product["variants"].as_array().unwrap() {
        let variant_id = variant["id"].as_str().unwrap().parse().unwrap();
        guest.add(&crate::shop::Product { variant_id, ..last.clone() }, 1).await;
    }
    guest.post("/cart/lines", &add(&last, 1)).await.refuses(422, "cart_full");
    let cart = look(&guest).await;
    assert_eq!((lines(&cart).len(), &cart["can_check_out"]), (100, &json!(true)));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn clicking_twice_at_once_adds_twice() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 50).await;
    let ada = shop.customer("ada@example.org").await;
    let clicks = (0..8).map(|_| ada.add(&mug, 1));
    futures_util::future::join_all(clicks).await;
    assert_eq!(lines(&look(&ada).await), [("MUG", 8)]);
    shop.run_jobs().await;
    shop.close().await;
}
