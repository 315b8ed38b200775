//! Schedulers that die at each await point of a tick in turn: the one that comes after fires every slot, and none twice.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DurationRound, TimeDelta};
use domain::clock::{Timestamp, now};
use domain::entity::{job, tick, timetable_entry};
use domain::timetable;
use platform::{Config, Services};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tokio_util::sync::CancellationToken;

use super::await_points::mortal::{Fate, live_until};
use crate::shop::{Setup, Shop};

const ENTRY: &str = "tests.sweep";
/// No scheduler comes to wait so often before it has fired.
const NEVER: usize = 100_000;
/// Fewer deaths than this would mean that a tick waits for nothing.
const FEWEST_DEATHS: usize = 2;
/// As many in a row must have lived to see the tick before all its await points count as tried.
const SURVIVORS: usize = 3;
/// Slots that wait for the scheduler.
const MISSED: i32 = 5;

/// As if no scheduler had run since the entry was noted some minutes ago. Returns when that was.
async fn set_back(shop: &Shop) -> Timestamp {
    let store = &shop.services.store;
    tick::Entity::delete_many().filter(tick::Column::Name.eq(ENTRY)).exec(store.writer()).await.unwrap();
    timetable_entry::Entity::delete_by_id(ENTRY).exec(store.writer()).await.unwrap();
    job::Entity::delete_many().filter(job::Column::Kind.eq("fleet.ping")).exec(store.writer()).await.unwrap();
    let begin = now().duration_trunc(TimeDelta::minutes(1)).unwrap() - TimeDelta::minutes(MISSED.into());
    timetable::register(store, &shop.services.timetable, begin).await.unwrap();
    begin
}

async fn fired_until(shop: &Shop) -> Timestamp {
    let book = timetable_entry::Entity::find_by_id(ENTRY).one(shop.services.store.read()).await.unwrap();
    book.unwrap().fired_until
}

/// A scheduler that dies at that moment if it has not fired before. Returns whether it died.
async fn tick(shop: &Shop, config: Config, moment: usize, begin: Timestamp) -> bool {
    let schedule = |services: Services, fate: Arc<Fate>| async move {
        fate.arm();
        scheduler::schedule(services, CancellationToken::new()).await;
    };
    live_until(config, moment, schedule, async || fired_until(shop).await > begin).await
}

#[tokio::test]
async fn a_scheduler_that_dies_in_the_middle_of_a_tick_loses_no_slot_and_doubles_none() {
    let env = vec![
        ("PENDEN_TIMETABLE__TESTS__SWEEP__WHEN", "* * * * *"),
        ("PENDEN_TIMETABLE__TESTS__SWEEP__MISSED", "all"),
        ("PENDEN_TIMETABLE__TESTS__SWEEP__ENABLED", "true"),
        ("PENDEN_TIMETABLE__TESTS__SWEEP__JOB", "fleet.ping"),
    ];
    let shop = Shop::open_with(Setup { env, ..Default::default() }).await;
    let store = &shop.services.store;
    let config = || shop.services.config.as_ref().clone();
    let (mut moment, mut deaths, mut survivors) = (0, 0, 0);
    while survivors < SURVIVORS {
        moment += 1;
        let begin = set_back(&shop).await;
        if tick(&shop, config(), moment, begin).await {
            (deaths, survivors) = (deaths + 1, 0);
        } else {
            survivors += 1;
        }
        // Another one comes, and has nothing left to do or all of it.
        assert!(!tick(&shop, config(), NEVER, begin).await);
        let until = fired_until(&shop).await;
        let expected: Vec<_> = (1..)
            .map(|minute| begin + TimeDelta::minutes(minute))
            .take_while(|slot| *slot <= until)
            .collect();
        assert!(expected.len() >= MISSED as usize);
        let ticks = tick::Entity::find().filter(tick::Column::Name.eq(ENTRY));
        let ticks = ticks.order_by_asc(tick::Column::Slot).all(store.read()).await.unwrap();
        let slots: Vec<_> = ticks.iter().map(|tick| tick.slot).collect();
        assert_eq!(slots, expected, "after a death at moment {moment}");
        let jobs: BTreeSet<_> = shop.jobs("fleet.ping").await.into_iter().map(|job| job.id).collect();
        let of_ticks: BTreeSet<_> = ticks.iter().filter_map(|tick| tick.job_id).collect();
        assert_eq!((jobs.len(), &jobs), (expected.len(), &of_ticks), "one job for each slot");
    }
    assert!(deaths >= FEWEST_DEATHS, "{deaths} deaths");
    shop.end_all_leases().await;
    shop.run_jobs_without_waiting().await;
    shop.close().await;
}
