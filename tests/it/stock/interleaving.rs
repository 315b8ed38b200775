//! Stock is right under any interleaving of what moves it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

use domain::clock::now;
use domain::entity::states::{MovementReason, ShipmentState};
use domain::entity::{
    backorder, order_line, order_part, reservation, shipment, shipment_line, stock_level, stock_movement,
};
use domain::{inventory, orders};
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::bundles::bundle;
use super::path;
use crate::shop::{Actor, Order, Shop, card, order_with};

/// Whatever 64 shoppers do at once, stock is never negative, every unit that is held belongs to an order that waits, the
/// movements sum to the level, no more is promised than may be, and only what is there is sent. The mug is sold up to ten
/// beyond what is there, the tea pot without limit, the bowl not at all; the set is made of a mug and two bowls.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stock_is_right_under_any_interleaving_of_sixty_four_shoppers() {
    for seed in [1_u64, 2] {
        let shop = Shop::open().await;
        let (mug, pot) = (shop.product("Mug", 900, 30).await, shop.product("Tea pot", 4500, 10).await);
        let (bowl, set) = (shop.product("Bowl", 1200, 30).await, shop.product("Set", 2900, 0).await);
        let (staff, placed) = (shop.staff().await, AtomicUsize::new(0));
        for (product, policy) in
            [(&mug, json!({ "policy": "allow", "limit": 10 })), (&pot, json!({ "policy": "allow" }))]
        {
            staff.put(&path(product, "backorder"), &policy).await.expect(200);
        }
        bundle(&staff, &set, &[(&mug, 1), (&bowl, 2)]).await;
        let shoppers = (0..64_u64).map(async |number| {
            let mut rng = StdRng::seed_from_u64(seed * 1000 + number);
            let guest = shop.guest();
            for product in if number % 2 == 0 { [&mug, &pot, &set, &bowl] } else { [&set, &bowl, &pot, &mug] }
            {
                if rng.random_bool(0.5) {
                    guest.add(product, rng.random_range(1..=3)).await;
                }
            }
            let card = if rng.random_bool(0.7) { card::GOOD } else { card::DECLINED };
            let answer = guest.place("one", &order_with(card)).await;
            if answer.status == 201 {
                placed.fetch_add(1, Ordering::Relaxed);
                let order = Order::read(answer.body);
                let deed = rng.random_range(0..6);
                if deed > 1 {
                    shop.run_jobs().await;
                }
                match deed {
                    0 => drop(guest.cancel(&order).await),
                    1 | 2 => {}
                    3 => drop(staff.refund(&order, 100).await),
                    4 => give_one_back(&staff, &order, rng.random_bool(0.5)).await,
                    _ => {
                        send(&staff, &order).await;
                        drop(guest.cancel(&order).await);
                        give_one_back(&staff, &order, rng.random_bool(0.5)).await;
                    }
                }
            }
            if number % 8 == 3 {
                for product in [&mug, &pot] {
                    let more = json!({ "delta": rng.random_range(1..=3), "reason": "received" });
                    staff.once(&path(product, "movements"), &more).await.expect(201);
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
        assert_eq!(shop.stock(&set).await, (0, 0), "it has no stock of its own");
        for product in [&mug, &pot, &bowl] {
            assert_eq!(shop.stock(product).await.1, 0, "nobody waits any more");
        }
        shop.close().await;
    }
}

/// What is there of it; it may be that nothing is.
async fn send(staff: &Actor, order: &Order) {
    let sent = staff.once(&format!("/orders/{}/shipments", order.id), &json!({})).await;
    assert!(matches!(sent.status, 201 | 409), "{}", sent.body);
}

/// One unit of the first line, to be put back into stock if it ever was there, or broken.
async fn give_one_back(staff: &Actor, order: &Order, restock: bool) {
    let line = &order.body["lines"][0]["id"];
    let back =
        json!({ "lines": [{ "line_id": line, "quantity": 1, "restock": restock }], "reason": "a scratch" });
    let back = staff.once(&format!("/orders/{}/refunds", order.id), &back).await;
    assert!(matches!(back.status, 201 | 409 | 422), "{}", back.body);
}

/// Asks the database: every level, every promise, and what was sent.
pub(super) async fn check(shop: &Shop) {
    let db = shop.services.store.read();
    let movements = stock_movement::Entity::find().all(db).await.unwrap();
    let reservations = reservation::Entity::find().all(db).await.unwrap();
    let backorders = backorder::Entity::find().all(db).await.unwrap();
    let policies = inventory::policies(db, backorders.iter().map(|one| one.variant_id)).await.unwrap();
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
        let mut waiting: Vec<_> =
            backorders.iter().filter(|one| one.variant_id == level.variant_id).collect();
        waiting.sort_unstable_by_key(|one| one.id);
        let assigned: i64 = waiting.iter().filter(|one| !one.sold).map(|one| one.assigned).sum();
        assert_eq!(held + assigned, level.reserved, "what is held belongs to orders that wait");
        let owed: i64 = waiting.iter().map(|one| one.owed).sum();
        if let Some(policy) = policies.get(&level.variant_id) {
            assert_eq!(owed, policy.owed, "what is owed is known");
            let most = policy.most.unwrap_or(i64::MAX);
            assert!(level.on_hand - level.reserved - owed >= -most, "no more is promised than may be");
            assert!(
                owed == 0 || level.on_hand == level.reserved,
                "what came went to those who waited: {level:?}"
            );
        }
        let later = waiting.iter().skip_while(|one| one.owed == 0).skip(1);
        assert!(
            later.clone().all(|one| one.assigned == 0),
            "who waited longest was served first: {waiting:?}"
        );
    }
    let lines = order_line::Entity::find().all(db).await.unwrap();
    let parts = order_part::Entity::find().all(db).await.unwrap();
    let parcels = shipment::Entity::find().all(db).await.unwrap();
    let mut sent: HashMap<(Uuid, Uuid), i64> = HashMap::new();
    for packed in shipment_line::Entity::find().all(db).await.unwrap() {
        let parcel = parcels.iter().find(|one| one.id == packed.shipment_id).unwrap();
        let line = lines.iter().find(|one| one.id == packed.order_line_id).unwrap();
        if parcel.state != ShipmentState::Returned {
            let of_line = |one: &&order_part::Model| {
                one.order_id == parcel.order_id && one.variant_id == line.variant_id
            };
            let mut packed_parts: Vec<_> =
                parts.iter().filter(of_line).map(|part| (part.part_id, part.quantity)).collect();
            if packed_parts.is_empty() {
                packed_parts.push((line.variant_id, 1));
            }
            for (variant_id, each) in packed_parts {
                *sent.entry((parcel.order_id, variant_id)).or_default() += each * packed.quantity;
            }
        }
    }
    for ((order_id, variant_id), sent) in sent {
        let sold: i64 = movements
            .iter()
            .filter(|one| one.order_id == Some(order_id) && one.variant_id == variant_id)
            .filter(|one| one.reason == MovementReason::Sale)
            .map(|one| -one.delta)
            .sum();
        assert!(sent <= sold, "only what was there is sent: {sent} of {sold}");
    }
}
