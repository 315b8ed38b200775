//! Events: none lost, none twice, no gaps.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::event;
use domain::events;
use futures_util::future::join_all;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use crate::shop::{Shop, card};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sixteen_writers_to_one_order_leave_versions_without_gaps() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let (guest, staff) = (shop.guest(), shop.staff().await);
    let order = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;

    for answer in join_all((0..16).map(|_| staff.refund(&order, 10))).await {
        answer.expect(201);
    }
    shop.run_jobs().await;
    let events = shop.events(order.uuid()).await;
    let versions: Vec<i64> = events.iter().map(|(version, _)| *version).collect();
    let expected: Vec<i64> = (1..=i64::try_from(events.len()).unwrap()).collect();
    assert_eq!(versions, expected);
    let count = |kind: &str| events.iter().filter(|(_, known)| known == kind).count();
    assert_eq!((count("refund_requested"), count("refund_succeeded")), (16, 16));
    assert_eq!(guest.look(&order).await.amount("refunded_total"), 160);
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_who_flush_at_once_publish_each_event_once() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1_000).await;
    let staff = shop.staff().await;
    for price in 1..=40 {
        let change = json!({ "price_minor": price });
        staff.patch(&format!("/variants/{}", mug.variant_id), &change).await.expect(200);
    }
    let recorded = shop.unpublished().await;
    assert!(recorded > 40, "{recorded}");

    let store = &shop.services.store;
    let flushes = (0..8).map(|_| async move { events::flush(store).await.unwrap() });
    let flushed = join_all(flushes).await;
    assert_eq!(flushed.iter().map(|(published, _)| published).sum::<usize>(), recorded);
    let tickets: usize = flushed.iter().map(|(_, tickets)| tickets.len()).sum();
    assert_eq!(shop.all_jobs().await.len(), tickets);
    assert_eq!(shop.unpublished().await, 0);
    for (_, tickets) in &flushed {
        shop.services.push(tickets).await;
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_is_rolled_back_announces_nothing() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 1).await;
    shop.run_jobs().await;
    let guest = shop.guest();
    guest.add(&mug, 2).await;
    guest.place("one", &crate::shop::order_with(card::GOOD)).await.refuses(409, "out_of_stock");
    assert_eq!(shop.unpublished().await, 0);
    shop.close().await;
}

#[tokio::test]
async fn events_that_nobody_here_can_read_do_not_hold_up_those_behind_them() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let unreadable = |nth: i64| event::ActiveModel {
        id: Set(Uuid::now_v7()),
        aggregate: Set("parcel".into()),
        aggregate_id: Set(Uuid::nil()),
        job_id: Set(None),
        version: Set(nth),
        kind: Set("from_the_future".into()),
        payload: Set(json!({})),
        trace_id: Set("t".into()),
        recorded_at: Set(now() - TimeDelta::hours(1)),
        published_at: Set(None),
    };
    event::Entity::insert_many((1..=450).map(unreadable))
        .exec_without_returning(store.writer())
        .await
        .unwrap();
    shop.product("Mug", 900, 10).await;

    let (published, tickets) = events::flush(store).await.unwrap();
    assert!(published > 0);
    assert_eq!(shop.unpublished().await, 450, "all that can be read is published");
    shop.services.push(&tickets).await;
    assert_eq!(events::flush(store).await.unwrap().0, 0);
    event::Entity::delete_many()
        .filter(event::Column::Aggregate.eq("parcel"))
        .exec(store.writer())
        .await
        .unwrap();
    shop.run_jobs().await;
    shop.close().await;
}
