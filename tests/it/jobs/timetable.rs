//! What happens by the clock, with several clocks.

use std::collections::BTreeMap;

use domain::clock::now;
use domain::entity::tick;
use domain::timetable::{self, TIMETABLE};
use futures_util::future::join_all;
use sea_orm::EntityTrait;

use crate::shop::{Setup, Shop, until};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tick_that_five_schedulers_see_fires_once() {
    let shop = Shop::open().await;
    let (store, at) = (&shop.services.store, now());
    for entry in TIMETABLE {
        let fired = (0..5).map(|_| async move { timetable::fire(store, entry, at).await.unwrap() });
        let tickets = join_all(fired).await.concat();
        assert_eq!(tickets.len(), 1, "{}", entry.name);
        shop.services.push(&tickets).await;
        assert_eq!(shop.jobs(entry.name).await.len(), 1);
    }
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_schedulers_enqueue_each_entry_once_for_each_slot() {
    let shop = Shop::open_with(Setup { workers: 1, schedulers: 5, ..Default::default() }).await;
    let slots = async || {
        let mut slots: BTreeMap<String, usize> = BTreeMap::new();
        for row in tick::Entity::find().all(shop.services.store.read()).await.unwrap() {
            *slots.entry(row.name).or_default() += 1;
        }
        slots
    };
    until("every entry to fire", async || slots().await.len() == TIMETABLE.len()).await;
    shop.idle().await;
    for entry in TIMETABLE {
        // The jobs first: a slot that begins in between has no job yet. One that began while the job of the slot
        // before was still waiting has none either.
        let jobs = shop.jobs(entry.name).await.len();
        assert!((1..=slots().await[entry.name]).contains(&jobs), "{}: {jobs} jobs", entry.name);
    }
    shop.close().await;
}
