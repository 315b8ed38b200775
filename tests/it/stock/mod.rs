//! Stock: what moves it, when it runs low, and that it is right whatever happens at once.

mod backorders;
mod bundles;
mod interleaving;

use serde_json::{Value, json};

use crate::shop::{Product, Shop, card, order_with};

fn path(product: &Product, rest: &str) -> String {
    format!("/variants/{}/{rest}", product.variant_id)
}

#[tokio::test]
async fn every_unit_is_explained_by_a_movement() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 3).await;
    let staff = shop.staff().await;
    let delivery = json!({ "delta": 24, "reason": "received", "note": "Delivery 4711" });
    let moved = staff.post_once(&path(&mug, "movements"), "one", &delivery).await.expect(201);
    assert_eq!((&moved["stock"]["on_hand"], &moved["movement"]["delta"]), (&json!(27), &json!(24)));
    let again = staff.post_once(&path(&mug, "movements"), "one", &delivery).await;
    assert_eq!(again.header("idempotency-replayed"), Some("true"));
    let other = json!({ "delta": 25, "reason": "received" });
    staff.post_once(&path(&mug, "movements"), "one", &other).await.refuses(422, "idempotency_key_reused");

    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let broken = json!({ "delta": -2, "reason": "lost", "note": "fell down" });
    staff.post_once(&path(&mug, "movements"), "two", &broken).await.expect(201);
    staff.put(&path(&mug, "stock"), &json!({ "on_hand": 30 })).await.expect(200);

    let first = staff.get(&path(&mug, "movements?limit=3")).await.expect(200);
    let next = first["next_cursor"].as_str().unwrap();
    let rest = staff.get(&path(&mug, &format!("movements?limit=3&cursor={next}"))).await.expect(200);
    let all: Vec<&Value> =
        first["items"].as_array().unwrap().iter().chain(rest["items"].as_array().unwrap()).collect();
    let shown: Vec<_> =
        all.iter().map(|one| (one["reason"].as_str().unwrap(), one["delta"].as_i64().unwrap())).collect();
    assert_eq!(shown, [("set", 6), ("lost", -2), ("sale", -1), ("received", 24), ("set", 3)]);
    assert_eq!(shown.iter().map(|(_, delta)| delta).sum::<i64>(), 30);
    assert_eq!(all[1]["note"], "fell down");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_promised_to_orders_cannot_get_lost() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 3).await;
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    guest.place("one", &order_with(card::GOOD)).await.expect(201);
    let staff = shop.staff().await;
    let lost = |delta: i64| json!({ "delta": delta, "reason": "lost" });
    staff.post_once(&path(&mug, "movements"), "a", &lost(-2)).await.refuses(409, "stock_reserved");
    for (wrong, field) in [
        (json!({ "delta": 0, "reason": "corrected" }), "delta"),
        (json!({ "delta": 5, "reason": "lost" }), "reason"),
        (json!({ "delta": -5, "reason": "received" }), "reason"),
        (json!({ "delta": 9_223_372_036_854_775_807_i64, "reason": "received" }), "delta"),
        (json!({ "delta": -9_223_372_036_854_775_808_i64, "reason": "lost" }), "delta"),
        (json!({ "delta": 1, "reason": "received", "note": "a\nb" }), "note"),
        (json!({ "delta": 1, "reason": "sale" }), "reason"),
    ] {
        let problem = staff.post_once(&path(&mug, "movements"), "b", &wrong).await.expect(422);
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    let most = json!({ "delta": 999_999_999, "reason": "received" });
    staff.post_once(&path(&mug, "movements"), "c", &most).await.expect(422);
    staff.post_once(&path(&mug, "movements"), "d", &lost(-1)).await.expect(201);
    assert_eq!(shop.stock(&mug).await, (2, 2));
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn the_shop_is_told_once_when_something_runs_low() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 5).await;
    let staff = shop.staff().await;
    staff.put(&path(&mug, "low-stock"), &json!({ "low_at": 3 })).await.expect(200);
    assert_eq!(staff.get("/stock?low=true").await.expect(200)["items"], json!([]));
    let told = async || {
        shop.run_jobs().await;
        let mails = shop.admin().await.get("/mails?limit=100").await.expect(200);
        mails["items"].as_array().unwrap().iter().filter(|mail| mail["template"] == "stock_low").count()
    };
    shop.guest().buy(&mug, card::GOOD).await;
    assert_eq!(told().await, 0, "four are left");
    shop.guest().buy(&mug, card::GOOD).await;
    assert_eq!(told().await, 1);
    shop.guest().buy(&mug, card::GOOD).await;
    assert_eq!(told().await, 1, "it was low before");
    let low = staff.get("/stock?low=true&sku=MU").await.expect(200);
    assert_eq!((&low["items"][0]["sku"], &low["items"][0]["available"]), (&json!("MUG"), &json!(2)));
    assert_eq!(staff.get("/stock?low=true&sku=mu").await.expect(200)["items"], json!([]));

    let more = json!({ "delta": 10, "reason": "received" });
    staff.post_once(&path(&mug, "movements"), "one", &more).await.expect(201);
    let gone = json!({ "delta": -10, "reason": "lost" });
    staff.post_once(&path(&mug, "movements"), "two", &gone).await.expect(201);
    assert_eq!(told().await, 2, "it was above it in between");
    staff.put(&path(&mug, "low-stock"), &json!({ "low_at": null })).await.expect(200);
    assert_eq!(staff.get("/stock?low=true").await.expect(200)["items"], json!([]));
    shop.close().await;
}
