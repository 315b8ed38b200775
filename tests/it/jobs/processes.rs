//! The list of processes: who lives, who left, who fell silent.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::process;
use domain::jobs::{self, Presence, QUEUES, processes};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::post::Worker;
use crate::shop::{Setup, Shop, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_are_listed_while_they_live() {
    let mut shop = Shop::open_with(Setup { schedulers: 1, ..Default::default() }).await;
    let worker = Worker::start(shop.services.clone());
    let store = shop.services.store.clone();
    let listed = async || jobs::processes(store.read()).await.unwrap();
    until("both to be listed", async || listed().await.len() == 2).await;
    let both = listed().await;
    assert_eq!((both[0].role.as_str(), both[1].role.as_str()), ("scheduler", "worker"));
    assert_eq!((both[1].concurrency, both[1].busy, both[1].quiet), (8, 0, false));
    assert_eq!(both[1].queues.as_array().unwrap().len(), QUEUES.len());
    assert_eq!(both[1].pid, i64::from(std::process::id()));
    assert!(both[1].id.starts_with(&format!("{}:{}:", both[1].host, both[1].pid)), "{}", both[1].id);

    worker.stop().await;
    shop.stop_workers().await;
    assert!(listed().await.is_empty());
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn one_that_fell_silent_is_removed() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let (dead, alive) =
        (Presence::new("worker", "here", vec![], 4), Presence::new("api", "there", vec![], 0));
    processes::beat(store, &dead, 4, false).await.unwrap();
    let silent = now() - processes::STALE_AFTER - TimeDelta::seconds(1);
    process::Entity::update_many()
        .set(process::ActiveModel { heartbeat_at: Set(silent), ..Default::default() })
        .filter(process::Column::Id.eq(dead.id.clone()))
        .exec(store.writer())
        .await
        .unwrap();
    assert!(jobs::processes(store.read()).await.unwrap().is_empty());
    processes::beat(store, &alive, 0, true).await.unwrap();
    let rows = process::Entity::find().all(store.read()).await.unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].role.as_str(), rows[0].quiet, &rows[0].queues), ("api", true, &json!([])));
    shop.close().await;
}
