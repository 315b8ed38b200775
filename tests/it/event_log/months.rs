//! The log in tables by month, on PostgreSQL. On SQLite it is one table, and the same is true of it.

use domain::clock::now;
use domain::entity::event;
use domain::events::partitions;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement,
};
use uuid::Uuid;

use super::{at, recorded};
use crate::shop::Shop;

fn signed_up(user: Uuid, version: i64, recorded_at: &str) -> event::ActiveModel {
    event::ActiveModel {
        id: Set(Uuid::now_v7()),
        aggregate: Set("user".into()),
        aggregate_id: Set(user),
        version: Set(version),
        kind: Set("user_registered".into()),
        payload: Set(serde_json::json!({ "user_id": user })),
        trace_id: Set("0".repeat(32)),
        recorded_at: Set(at(recorded_at)),
        published_at: Set(Some(now())),
        ..Default::default()
    }
}

/// How many events are in the default table.
async fn astray(shop: &Shop) -> i64 {
    let sql = "SELECT count(*) AS n FROM events_default";
    let statement = Statement::from_string(DbBackend::Postgres, sql);
    let row = shop.services.store.read().query_one_raw(statement).await.unwrap().unwrap();
    row.try_get("", "n").unwrap()
}

#[tokio::test]
async fn no_event_is_refused_for_its_time_and_it_finds_its_month_later() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let before = recorded(&shop).await;
    let user = Uuid::now_v7();
    for (version, time) in [(1, "2031-05-31T23:59:59.999999Z"), (2, "2031-06-01T00:00:00Z")] {
        event::Entity::insert(signed_up(user, version, time)).exec(store.writer()).await.unwrap();
    }
    if store.backend() == DbBackend::Postgres {
        assert_eq!(astray(&shop).await, 2);
        assert_eq!(partitions::prepare(store, at("2031-06-15T00:00:00Z")).await.unwrap(), 4);
        assert_eq!(astray(&shop).await, 1);
        assert_eq!(partitions::prepare(store, at("2031-05-15T00:00:00Z")).await.unwrap(), 1);
        assert_eq!(astray(&shop).await, 0);
    }
    assert_eq!(partitions::prepare(store, at("2031-05-15T00:00:00Z")).await.unwrap(), 0);
    assert_eq!(recorded(&shop).await, before + 2);
    let of_user = event::Entity::find().filter(event::Column::AggregateId.eq(user));
    assert_eq!(of_user.all(store.read()).await.unwrap().len(), 2);
    shop.close().await;
}

#[tokio::test]
async fn a_version_that_is_there_is_refused() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let user = Uuid::now_v7();
    let insert =
        async |time: &str| event::Entity::insert(signed_up(user, 1, time)).exec(store.writer()).await;
    for time in ["2031-06-03T00:00:00Z", "2031-06-04T00:00:00Z"] {
        let inserted = insert(time).await;
        assert_eq!(inserted.is_err(), time.contains("-04"), "{inserted:?}");
    }
    // Also after it moved to the table of its month.
    partitions::prepare(store, at("2031-06-15T00:00:00Z")).await.unwrap();
    assert!(insert("2031-06-05T00:00:00Z").await.is_err());
    shop.close().await;
}

#[tokio::test]
async fn the_months_ahead_are_there_from_the_start() {
    let shop = Shop::open().await;
    assert_eq!(partitions::prepare(&shop.services.store, now()).await.unwrap(), 0);
    shop.fire("events.keep_log").await;
    shop.run_jobs().await;
    shop.close().await;
}
