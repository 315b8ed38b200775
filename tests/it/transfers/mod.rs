//! Files that come in and go out, in chunks that are jobs.

mod dying;
mod exporting;
mod importing;
mod narrowing;

use domain::catalog::import::bulk;
use domain::jobs::{self, Claimed, Job, Ticket};
use domain::storage::parts;
use domain::trace;
use reqwest::Method;
use serde_json::Value;
use uuid::Uuid;

use crate::shop::{Answer, Shop};

/// Sends a file of products.
async fn send(shop: &Shop, key: &str, csv: impl Into<Vec<u8>>) -> Answer {
    let request = shop
        .request(Method::POST, "/api/v1/products/imports")
        .bearer_auth(shop.staff().await.bearer())
        .header("Idempotency-Key", key)
        .header("content-type", "text/csv; charset=utf-8")
        .body(csv.into());
    shop.send(request).await
}

/// Imports a file to its end.
async fn import(shop: &Shop, key: &str, csv: impl Into<Vec<u8>>) -> Value {
    let started = send(shop, key, csv).await.expect(202);
    shop.run_jobs().await;
    look(shop, &started).await
}

async fn look(shop: &Shop, import: &Value) -> Value {
    let path = format!("/products/imports/{}", import["id"].as_str().unwrap());
    shop.staff().await.get(&path).await.expect(200)
}

async fn claim(shop: &Shop, ids: &[Uuid]) -> Vec<Claimed> {
    let claimed = jobs::claim(&shop.services.store, ids, "by hand").await.unwrap();
    claimed.into_values().collect()
}

/// Does what the plan of an import does. Returns the tickets of its chunks.
async fn plan_by_hand(shop: &Shop, import: &Value) -> Vec<Ticket> {
    let (store, storage) = (&shop.services.store, shop.services.storage.as_ref());
    let id: Uuid = import["id"].as_str().unwrap().parse().unwrap();
    let job =
        shop.jobs("imports.plan").await.into_iter().find(|job| job.payload["import_id"] == import["id"]);
    let claimed = claim(shop, &[job.unwrap().id]).await.remove(0);
    let plan = bulk::cut(store, storage, id).await.unwrap();
    let enqueue = jobs::complete(store, &claimed, async |txn| bulk::planned(txn, id, &plan).await);
    trace::scope_of_job(trace::new_id(), claimed.id, enqueue).await.unwrap()
}

/// Does what the chunks of an import do. Returns the ticket of what follows.
async fn apply_by_hand(shop: &Shop, chunks: &[Ticket]) -> Vec<Ticket> {
    let (store, storage) = (&shop.services.store, shop.services.storage.as_ref());
    let id = |ticket: &Ticket| match ticket {
        Ticket::Run { job_id, .. } => *job_id,
        Ticket::Flush => panic!("no job"),
    };
    let mut tickets = Vec::new();
    for claimed in claim(shop, &chunks.iter().map(id).collect::<Vec<_>>()).await {
        let Job::ImportProducts { import_id, chunk, segments } = claimed.job else { panic!("{claimed:?}") };
        bulk::apply_chunk(store, storage, &claimed, (import_id, chunk, segments)).await.unwrap();
        jobs::finish_all(store, &[&claimed]).await.unwrap();
        tickets.extend(jobs::batches::end(store, &[claimed.batch_id.unwrap()]).await.unwrap());
    }
    tickets
}

/// created, updated, unchanged, refused.
fn counts(import: &Value) -> [i64; 4] {
    ["created", "updated", "unchanged", "refused"].map(|key| import[key].as_i64().unwrap())
}

async fn refused(shop: &Shop, import: &Value) -> String {
    let path = format!("/products/imports/{}/refused", import["id"].as_str().unwrap());
    let answer = shop.staff().await.get(&path).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/csv")), "{}", answer.body);
    String::from_utf8(answer.bytes).unwrap()
}

/// How many files the shop has in storage.
fn files(shop: &Shop) -> usize {
    fn below(folder: &std::path::Path) -> usize {
        let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
        let entries = entries.map(|entry| entry.unwrap().path());
        entries.map(|path| if path.is_dir() { below(&path) } else { 1 }).sum()
    }
    below(&shop.services.config.storage.folder)
}

/// A file of more than one part.
fn larger_than_a_part() -> String {
    let mut csv = String::from("sku,product,price,stock,category,description\n");
    let description = "x".repeat(9_000);
    let mut number = 0;
    while csv.len() <= parts::PART {
        // The rows of a product are far apart.
        let product = number % 150;
        csv += &format!(
            "S-{number},Product {product},1.{:02},2,Home > {},{description}\n",
            number % 100,
            product % 7
        );
        number += 1;
    }
    csv
}
