//! Stock: what moves it, when it runs low, and that it is right whatever happens at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::clock::now;
use domain::entity::{reservation, stock_level, stock_movement};
use domain::orders;
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::EntityTrait;
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

/// Whatever 64 shoppers do at once, stock is never negative, every unit that is held belongs to an order that waits, and the
/// movements sum to the level.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stock_is_right_under_any_interleaving_of_sixty_four_shoppers() {
    for seed in [1_u64, 2] {
        let shop = Shop::open().await;
        let (mug, pot) = (shop.product("Mug", 900, 40).await, shop.product("Tea pot", 4500, 25).await);
        let (staff, placed) = (shop.staff().await, AtomicUsize::new(0));
        let shoppers = (0..64_u64).map(async |number| {
            let mut rng = StdRng::seed_from_u64(seed * 1000 + number);
            let guest = shop.guest();
            for product in if number % 2 == 0 { [&mug, &pot] } else { [&pot, &mug] } {
                if rng.random_bool(0.8) {
                    guest.add(product, rng.random_range(1..=3)).await;
                }
            }
            let card = if rng.random_bool(0.7) { card::GOOD } else { card::DECLINED };
            let answer = guest.place("one", &order_with(card)).await;
            if answer.status == 201 {
                placed.fetch_add(1, Ordering::Relaxed);
                let order = crate::shop::Order::read(answer.body);
                match rng.random_range(0..4) {
                    0 => drop(guest.cancel(&order).await),
                    1 => shop.run_jobs().await,
                    2 => {
                        shop.run_jobs().await;
                        drop(staff.refund(&order, 100).await);
                    }
                    _ => {}
                }
            }
            if number % 16 == 0 {
                drop(orders::lapse_unpaid(&shop.services.store, now() + chrono::TimeDelta::hours(1)).await);
            }
        });
        join_all(shoppers).await;
        assert!(placed.load(Ordering::Relaxed) > 10);
        check(&shop).await;
        shop.run_jobs_without_waiting().await;
        orders::lapse_unpaid(&shop.services.store, now() + chrono::TimeDelta::hours(1)).await.unwrap();
        shop.run_jobs_without_waiting().await;
        check(&shop).await;
        for product in [&mug, &pot] {
            assert_eq!(shop.stock(product).await.1, 0, "nobody waits any more");
        }
        shop.close().await;
    }
}

async fn check(shop: &Shop) {
    let db = shop.services.store.read();
    let movements = stock_movement::Entity::find().all(db).await.unwrap();
    let reservations = reservation::Entity::find().all(db).await.unwrap();
    for level in stock_level::Entity::find().all(db).await.unwrap() {
        assert!(0 <= level.reserved && level.reserved <= level.on_hand, "{level:?}");
        let moved: i64 =
            movements.iter().filter(|one| one.variant_id == level.variant_id).map(|one| one.delta).sum();
        assert_eq!(moved, level.on_hand, "the movements sum to the level");
        let held: i64 = reservations
            .iter()
            .filter(|one| one.variant_id == level.variant_id && one.state.as_str() == "held")
            .map(|one| one.quantity)
            .sum();
        assert_eq!(held, level.reserved, "what is held belongs to orders that wait");
    }
}
