//! Selling what is not there: how much of it, who gets what comes, and what is not sent before.

use serde_json::json;

use super::interleaving::check;
use super::path;
use crate::shop::{Order, Product, Shop, card, order_with};

async fn owed(shop: &Shop, product: &Product) -> i64 {
    let row = shop.staff().await.get(&format!("/stock?sku={}", product.sku)).await.expect(200);
    row["items"][0]["backorder"]["owed"].as_i64().unwrap()
}

#[tokio::test]
async fn what_is_not_there_is_promised_up_to_the_limit_and_goes_to_who_waited_longest() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let (first, second, third, staff) = (shop.guest(), shop.guest(), shop.guest(), shop.staff().await);
    second.add(&mug, 2).await;
    let expected = "2126-03-01T00:00:00+00:00";
    let cart = second.get("/cart").await.expect(200);
    assert_eq!(cart["lines"][0]["problem"], "not_enough_stock");
    let policy = json!({ "policy": "allow", "limit": 4, "expected_at": expected });
    let passed = json!({ "policy": "allow", "expected_at": "2026-01-01T00:00:00Z" });
    let problem = staff.put(&path(&mug, "backorder"), &passed).await.expect(422);
    assert_eq!(problem["errors"][0]["field"], "expected_at");
    let set = staff.put(&path(&mug, "backorder"), &policy).await.expect(200);
    assert_eq!((&set["policy"], &set["owed"]), (&json!("allow"), &json!(0)));
    let shown = shop.guest().get("/products/mug").await.expect(200);
    assert_eq!(shown["variants"][0]["backorder"], json!({ "left": 4, "expected_at": expected }));
    let cart = second.get("/cart").await.expect(200);
    let line = &cart["lines"][0];
    assert_eq!((&line["backordered"], &line["expected_at"]), (&json!(1), &json!(expected)));
    assert!(line["problem"].is_null() && cart["can_check_out"] == json!(true), "{cart}");

    // One is there, two are owed.
    first.add(&mug, 3).await;
    let first_order = first.checkout(card::GOOD).await;
    assert_eq!(first_order.body["lines"][0]["backordered"], 2);
    let second_order = second.checkout(card::GOOD).await;
    assert_eq!(second_order.body["lines"][0]["backordered"], 2);
    assert_eq!((shop.stock(&mug).await, owed(&shop, &mug).await), ((1, 1), 4));
    let said = async || shop.guest().get("/products").await.expect(200)["items"][0]["on_backorder"].clone();
    assert_eq!(said().await, json!(false), "no more are promised");
    third.add(&mug, 1).await;
    third.place("one", &order_with(card::GOOD)).await.refuses(409, "out_of_stock");
    shop.run_jobs().await;
    assert_eq!(shop.stock(&mug).await, (0, 0));

    // What is not there is not sent; what is goes out.
    let parcels = |order: &Order| format!("/orders/{}/shipments", order.id);
    staff.once(&parcels(&second_order), &json!({})).await.refuses(409, "waits_for_stock");
    let parcel = staff.once(&parcels(&first_order), &json!({})).await.expect(201);
    assert_eq!(parcel["lines"][0]["quantity"], 1);
    let three = json!({ "delta": 3, "reason": "received" });
    let arrived = staff.once(&path(&mug, "movements"), &three).await.expect(201);
    assert_eq!(arrived["stock"]["on_hand"], 0, "two went to the first, one to the second");
    assert_eq!(owed(&shop, &mug).await, 1);
    assert_eq!(said().await, json!(true));
    let parcel = staff.once(&parcels(&first_order), &json!({})).await.expect(201);
    assert_eq!(parcel["lines"][0]["quantity"], 2);
    let parcel = staff.once(&parcels(&second_order), &json!({})).await.expect(201);
    assert_eq!(parcel["lines"][0]["quantity"], 1);

    // Who is given the money back waits for nothing, what never came does not go into stock, and what comes is for sale.
    let line = &second_order.body["lines"][0]["id"];
    let back =
        json!({ "lines": [{ "line_id": line, "quantity": 1, "restock": true }], "reason": "does not come" });
    staff.once(&format!("/orders/{}/refunds", second_order.id), &back).await.expect(201);
    assert_eq!(owed(&shop, &mug).await, 0);
    staff.once(&path(&mug, "movements"), &json!({ "delta": 1, "reason": "received" })).await.expect(201);
    assert_eq!(shop.stock(&mug).await, (1, 0));
    check(&shop).await;
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn an_order_that_comes_to_nothing_leaves_what_came_for_it_to_the_next() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 0).await;
    let (first, second, staff) = (shop.guest(), shop.guest(), shop.staff().await);
    staff.put(&path(&mug, "backorder"), &json!({ "policy": "allow" })).await.expect(200);
    let early = first.buy(&mug, card::GOOD).await;
    let late = second.buy(&mug, card::GOOD).await;
    staff.put(&path(&mug, "stock"), &json!({ "on_hand": 1 })).await.expect(200);
    assert_eq!((shop.stock(&mug).await, owed(&shop, &mug).await), ((1, 1), 1));
    // Not paid yet: its unit goes to who waits.
    first.cancel(&early).await.expect(200);
    assert_eq!((shop.stock(&mug).await, owed(&shop, &mug).await), ((1, 1), 0));
    check(&shop).await;
    shop.run_jobs().await;
    assert_eq!(shop.stock(&mug).await, (0, 0), "sold to the second");
    // Paid: the unit comes back.
    second.cancel(&late).await.expect(200);
    shop.run_jobs().await;
    assert_eq!(shop.stock(&mug).await, (1, 0));
    check(&shop).await;
    staff.put(&path(&mug, "backorder"), &json!({ "policy": "deny" })).await.expect(200);
    first.add(&mug, 2).await;
    first.place("two", &order_with(card::GOOD)).await.refuses(409, "out_of_stock");
    for (wrong, field) in [
        (json!({}), "policy"),
        (json!({ "policy": "maybe" }), "policy"),
        (json!({ "policy": "allow", "limit": -1 }), "limit"),
        (json!({ "policy": "allow", "limit": 1_000_000_001 }), "limit"),
    ] {
        let problem = staff.put(&path(&mug, "backorder"), &wrong).await.expect(422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_never_came_is_not_sent_although_its_refund_failed() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    staff.put(&path(&mug, "backorder"), &json!({ "policy": "allow" })).await.expect(200);
    guest.add(&mug, 3).await;
    let order = guest.checkout(card::WITHOUT_REFUNDS).await;
    shop.run_jobs().await;
    let line = &order.body["lines"][0]["id"];
    let back =
        json!({ "lines": [{ "line_id": line, "quantity": 3, "restock": true }], "reason": "too late" });
    staff.once(&format!("/orders/{}/refunds", order.id), &back).await.expect(201);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.refunds(), ["failed"]);
    assert_eq!((shop.stock(&mug).await, owed(&shop, &mug).await), ((1, 0), 0));
    // Three are to be sent again, of which two never came, and one is for sale.
    let parcels = format!("/orders/{}/shipments", order.id);
    staff.once(&parcels, &json!({})).await.refuses(409, "waits_for_stock");
    let arrived = json!({ "delta": 5, "reason": "received" });
    staff.once(&path(&mug, "movements"), &arrived).await.expect(201);
    assert_eq!(shop.stock(&mug).await, (6, 0), "nobody waits");
    check(&shop).await;
    shop.run_jobs().await;
    shop.close().await;
}
