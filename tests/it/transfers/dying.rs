//! Workers that die at the await points of an import: each row is worked in once and counted once.

use domain::entity::{product_import_refusal, stock_movement, variant};
use domain::jobs::Ticket;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::Value;

use super::{apply_by_hand, counts, look, plan_by_hand, send};
use crate::jobs::await_points::{FEWEST_DEATHS, SURVIVORS, work_until};
use crate::shop::Shop;

/// So many rows, two of which are bad.
fn file(round: usize, rows: usize) -> String {
    let mut csv = String::from("sku,product,price,stock\n");
    for number in 0..rows {
        let price = if number == 1 || number == rows - 1 { "much" } else { "1" };
        csv += &format!("R{round}-{number},Round {round} {number},{price},1\n");
    }
    csv
}

/// The tickets of a step of an import whose earlier steps are done.
async fn tickets_of(shop: &Shop, kind: &str, import: &Value) -> Vec<Ticket> {
    if kind != "imports.plan" {
        let chunks = plan_by_hand(shop, import).await;
        if kind == "imports.apply" {
            return chunks;
        }
        return apply_by_hand(shop, &chunks).await;
    }
    let jobs = shop.jobs(kind).await.into_iter().filter(|job| job.payload["import_id"] == import["id"]);
    jobs.map(|job| Ticket::Run { job_id: job.id, kind: job.kind, queue: job.queue }).collect()
}

/// Lets workers die at every `step`-th await point of those of that kind.
async fn die_in(kind: &str, rows: usize, step: usize) {
    let shop = Shop::open().await;
    let db = shop.services.store.read();
    let (mut deaths, mut survivors, mut rounds) = (0, 0, 0);
    while survivors < SURVIVORS {
        rounds += 1;
        let import = send(&shop, &format!("round-{rounds}"), file(rounds, rows)).await.expect(202);
        let tickets = tickets_of(&shop, kind, &import).await;
        let Some(Ticket::Run { job_id, .. }) = tickets.first().cloned() else { panic!("{tickets:?}") };
        assert_eq!(tickets.len(), 1);
        let is_done = async || shop.are_done(&[job_id]).await;
        let died = work_until(&shop, tickets, (deaths + survivors) * step + 1, is_done).await;
        deaths += usize::from(died);
        survivors = if died { 0 } else { survivors + 1 };

        shop.end_all_leases().await;
        shop.run_jobs_without_waiting().await;
        let ended = look(&shop, &import).await;
        assert_eq!(
            (ended["state"].as_str(), counts(&ended)),
            (Some("succeeded"), [rows as i64 - 2, 0, 0, 2])
        );
        assert_eq!(variant::Entity::find().count(db).await.unwrap() as usize, rounds * (rows - 2));
    }
    assert!(deaths >= FEWEST_DEATHS, "workers died only {deaths} times");
    println!("{deaths} workers died, each at another moment");
    assert_eq!(stock_movement::Entity::find().count(db).await.unwrap() as usize, rounds * (rows - 2));
    assert_eq!(product_import_refusal::Entity::find().count(db).await.unwrap() as usize, rounds * 2);
    shop.close().await;
}

#[tokio::test]
async fn of_cutting_the_file() {
    die_in("imports.plan", 8, 1).await;
}

#[tokio::test]
async fn of_applying_a_chunk() {
    die_in("imports.apply", 8, 1).await;
}

/// Here what was done before the death has to be passed over.
#[tokio::test]
async fn of_applying_a_chunk_in_two_transactions() {
    die_in("imports.apply", 510, 30).await;
}

#[tokio::test]
async fn of_summing_up() {
    die_in("imports.finish", 8, 1).await;
}
