//! What happens by the clock, with several clocks, and over restarts.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use domain::clock::{Timestamp, now};
use domain::entity::states::JobState;
use domain::entity::{tick, timetable_entry};
use domain::timetable::{self, Entry, EntrySettings, Missed, Timetable};
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;

use crate::shop::{Setup, Shop, until};

/// An entry of that expression, which enqueues a harmless job.
fn entry(when: &str, missed: Missed) -> Timetable {
    let settings = EntrySettings {
        when: when.into(),
        zone: "Europe/Berlin".into(),
        missed,
        enabled: true,
        job: "retention.prune".into(),
    };
    Timetable::read(&[("tests".into(), [("entry".into(), settings)].into())].into()).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn slots(shop: &Shop) -> Vec<Timestamp> {
    let ticks = tick::Entity::find().filter(tick::Column::Name.eq("tests.entry"));
    let rows = ticks.order_by_asc(tick::Column::Slot).all(shop.services.store.read()).await.unwrap();
    rows.into_iter().map(|row| row.slot).collect()
}

async fn fire(shop: &Shop, entry: &Entry, at: Timestamp) -> usize {
    let fired = timetable::fire(&shop.services.store, entry, at).await.unwrap();
    shop.services.push(&fired.tickets).await;
    fired.tickets.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_schedulers_that_die_and_come_back_fire_every_slot_once() {
    let shop = Shop::open().await;
    let timetable = entry("* * * * *", Missed::All);
    let (store, begin) = (&shop.services.store, at("2026-10-25T00:00:00Z"));
    timetable::register(store, &timetable, begin).await.unwrap();
    // Over the hour that comes twice in Berlin. Each scheduler looks at times of its own, and misses most of them.
    let schedulers = (0..5_i64).map(|scheduler| {
        let entry = &timetable.entries[0];
        async move {
            for step in 0..24 {
                let seconds = step * 300 + scheduler * 61 % 300;
                if (step + scheduler) % 4 == 0 {
                    // Cut off somewhere in the middle, as a killed process is.
                    let cut = timetable::fire(store, entry, begin + TimeDelta::seconds(seconds));
                    let _ = tokio::time::timeout(std::time::Duration::from_micros(500), cut).await;
                } else {
                    timetable::fire(store, entry, begin + TimeDelta::seconds(seconds)).await.unwrap();
                }
            }
        }
    });
    join_all(schedulers).await;
    timetable::fire(store, &timetable.entries[0], begin + TimeDelta::hours(2)).await.unwrap();

    let expected: Vec<_> = (1..=120).map(|minute| begin + TimeDelta::minutes(minute)).collect();
    assert_eq!(slots(&shop).await, expected);
    assert_eq!(shop.jobs("retention.prune").await.len(), expected.len());
    shop.run_jobs_without_waiting().await;
    shop.close().await;
}

#[tokio::test]
async fn the_first_scheduler_fires_nothing_of_the_past_and_a_changed_entry_begins_anew() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let daily = entry("0 3 * * *", Missed::Once);
    assert_eq!(fire(&shop, &daily.entries[0], at("2026-11-20T12:00:00Z")).await, 0);
    assert_eq!(fire(&shop, &daily.entries[0], at("2026-11-20T13:00:00Z")).await, 0);

    let hourly = entry("30 * * * *", Missed::All);
    timetable::register(store, &hourly, at("2026-11-20T20:00:00Z")).await.unwrap();
    assert_eq!(fire(&shop, &hourly.entries[0], at("2026-11-20T20:29:00Z")).await, 0);
    assert_eq!(fire(&shop, &hourly.entries[0], at("2026-11-20T21:31:00Z")).await, 2);
    // The same again goes on where it was.
    timetable::register(store, &hourly, at("2026-11-20T23:00:00Z")).await.unwrap();
    assert_eq!(fire(&shop, &hourly.entries[0], at("2026-11-20T23:00:00Z")).await, 1);

    let mut off = hourly.clone();
    off.entries[0].settings.enabled = false;
    timetable::register(store, &off, at("2026-11-21T00:00:00Z")).await.unwrap();
    assert_eq!(fire(&shop, &off.entries[0], at("2026-11-21T03:00:00Z")).await, 0);
    timetable::register(store, &hourly, at("2026-11-21T04:00:00Z")).await.unwrap();
    assert_eq!(fire(&shop, &hourly.entries[0], at("2026-11-21T04:00:00Z")).await, 0);
    assert_eq!(slots(&shop).await.len(), 3);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn a_clock_that_jumps_fires_nothing_twice_and_does_not_stop_for_good() {
    let shop = Shop::open().await;
    let timetable = entry("*/10 * * * *", Missed::All);
    let entry = &timetable.entries[0];
    fire(&shop, entry, at("2026-11-20T12:00:00Z")).await;
    assert_eq!(fire(&shop, entry, at("2026-11-20T12:30:00Z")).await, 3);
    // Back by some minutes, and forward again.
    assert_eq!(fire(&shop, entry, at("2026-11-20T12:05:00Z")).await, 0);
    assert_eq!(fire(&shop, entry, at("2026-11-20T12:20:00Z")).await, 0);
    assert_eq!(fire(&shop, entry, at("2026-11-20T12:30:00Z")).await, 0);
    // A year ahead, and back.
    assert_eq!(fire(&shop, entry, at("2027-11-20T12:30:00Z")).await, Missed::MOST);
    for minute in 31..40 {
        assert_eq!(fire(&shop, entry, at(&format!("2026-11-20T12:{minute}:00Z"))).await, 0);
    }
    assert_eq!(fire(&shop, entry, at("2026-11-20T12:40:00Z")).await, 1);
    assert_eq!(fire(&shop, entry, at("2026-11-20T12:20:00Z")).await, 0);
    let slots = slots(&shop).await;
    assert_eq!(slots.iter().collect::<BTreeSet<_>>().len(), slots.len());
    shop.run_jobs_without_waiting().await;
    shop.close().await;
}

#[tokio::test]
async fn an_operator_runs_an_entry_now_and_sees_when_it_last_ran_and_will_run_next() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let missing = timetable::run_now(store, "retention.prune", "Grace").await.unwrap_err();
    assert_eq!(missing.to_string(), "there is no such entry in the timetable");
    timetable::register(store, &shop.services.timetable, now()).await.unwrap();
    let (job_id, tickets) = timetable::run_now(store, "retention.prune", "Grace").await.unwrap();
    let again = timetable::run_now(store, "retention.prune", "Grace").await.unwrap_err();
    assert!(again.to_string().contains(&job_id.to_string()), "{again}");
    shop.services.push(&tickets).await;
    shop.run_jobs().await;

    let state = timetable::state(store).await.unwrap();
    assert_eq!(state.len(), shop.services.timetable.entries.len());
    let prune = state.iter().find(|entry| entry.name == "retention.prune").unwrap();
    assert!(prune.enabled && prune.next_at.unwrap() > now());
    assert_eq!((prune.expression.as_str(), prune.zone.as_str()), ("every 10 minutes", "UTC"));
    let last = prune.last.as_ref().unwrap();
    assert_eq!(
        (last.by.as_deref(), last.job_id, last.job_state),
        (Some("Grace"), Some(job_id), Some(JobState::Done))
    );

    // A scheduler of another version does not have it.
    let other = entry("0 3 * * *", Missed::Once);
    timetable::register(store, &other, now()).await.unwrap();
    assert_eq!(timetable::state(store).await.unwrap().len(), 1);
    assert!(timetable::run_now(store, "retention.prune", "Grace").await.is_err());
    shop.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_schedulers_in_a_hurry_enqueue_each_entry_once_for_each_slot() {
    let env = vec![
        ("PENDEN_TIMETABLE__PAYMENTS__FIND_UNSETTLED__WHEN", "every 1 seconds"),
        ("PENDEN_TIMETABLE__ORDERS__LAPSE_UNPAID__WHEN", "every 1 seconds"),
        ("PENDEN_TIMETABLE__CARTS__ABANDON_IDLE__ENABLED", "false"),
    ];
    let shop = Shop::open_with(Setup { workers: 1, schedulers: 5, env, ..Default::default() }).await;
    let names = ["payments.find_unsettled", "orders.lapse_unpaid"];
    let slots = async || {
        let mut slots: BTreeMap<String, Vec<Timestamp>> = BTreeMap::new();
        let rows = tick::Entity::find().order_by_asc(tick::Column::Slot);
        for row in rows.all(shop.services.store.read()).await.unwrap() {
            slots.entry(row.name).or_default().push(row.slot);
        }
        slots
    };
    until("three slots of each", async || {
        let slots = slots().await;
        names.iter().all(|name| slots.get(*name).is_some_and(|slots| slots.len() >= 3))
    })
    .await;
    let state = timetable::state(&shop.services.store).await.unwrap();
    let off = state.iter().find(|entry| entry.name == "carts.abandon_idle").unwrap();
    assert!(!off.enabled && off.next_at.is_none() && off.last.is_none());
    for name in names {
        // The jobs first: a slot that begins in between has no job yet. One that began while the job of the slot
        // before was still waiting has none either.
        let jobs = shop.jobs(name).await.len();
        assert!((1..=slots().await[name].len()).contains(&jobs), "{name}: {jobs} jobs");
    }
    shop.close().await;
}

#[tokio::test]
async fn an_entry_added_by_configuration_fires_like_the_others() {
    let env = vec![
        ("PENDEN_TIMETABLE__TESTS__SWEEP__WHEN", "every 1 seconds"),
        ("PENDEN_TIMETABLE__TESTS__SWEEP__JOB", "carts.abandon_idle"),
        ("PENDEN_TIMETABLE__TESTS__SWEEP__ENABLED", "true"),
    ];
    let shop = Shop::open_with(Setup { workers: 1, schedulers: 1, env, ..Default::default() }).await;
    until("the new entry to fire", async || !shop.jobs("carts.abandon_idle").await.is_empty()).await;
    let book = timetable_entry::Entity::find_by_id("tests.sweep".to_owned());
    let book = book.one(shop.services.store.read()).await.unwrap().unwrap();
    assert_eq!((book.kind.as_str(), book.missed.as_str()), ("carts.abandon_idle", "once"));
    assert_eq!(shop.job("carts.abandon_idle").await.payload, json!({}));
    shop.close().await;
}
