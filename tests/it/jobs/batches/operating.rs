//! What operators see of batches and do with them, and what becomes of old ones.

use std::time::Duration;

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::batch;
use domain::jobs;
use domain::retention::Round;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{COMPLETION, claim, easy, hopeless, open, seal};
use crate::cli::penden;
use crate::shop::Shop;

#[tokio::test]
async fn jobs_are_kept_as_long_as_their_batch_and_a_batch_until_it_is_settled() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let counts = async || {
        let batches = batch::Entity::find().count(store.read()).await.unwrap();
        (batches, shop.all_jobs().await.len())
    };
    let (unsealed, tickets) = open(&shop, vec![easy()]).await;
    shop.services.push(&tickets).await;
    let (failed, tickets) = open(&shop, vec![easy(), hopeless()]).await;
    shop.services.push(&tickets).await;
    seal(&shop, failed).await;
    shop.run_jobs().await;
    assert_eq!(counts().await, (2, 4));
    let prune = async || {
        let mut round = Round::new(1_000, Duration::from_secs(60));
        jobs::prune(store, now() + TimeDelta::seconds(1), &mut round).await.unwrap();
    };
    prune().await;
    assert_eq!(counts().await, (2, 3), "all but the completion");
    jobs::discard_all(store, &jobs::DeadFilter::default()).await.unwrap();
    prune().await;
    assert_eq!(counts().await, (1, 1));
    seal(&shop, unsealed).await;
    prune().await;
    assert_eq!(counts().await, (1, 2), "its completion has not run");
    shop.run_jobs().await;
    prune().await;
    assert_eq!(counts().await, (0, 0));
    shop.close().await;
}

#[tokio::test]
async fn operators_see_and_cancel_batches() {
    let shop = Shop::open().await;
    let staff = shop.staff().await;
    let (first, tickets) = open(&shop, vec![easy(), easy()]).await;
    let (second, _) = open(&shop, vec![easy()]).await;
    seal(&shop, first).await;
    let claimed = claim(&shop, &tickets[..1]).await.remove(0);
    jobs::finish_all(&shop.services.store, &[&claimed]).await.unwrap();

    let page = staff.get("/batches?limit=1").await.expect(200);
    assert_eq!((&page["items"][0]["id"], &page["items"][0]["state"]), (&json!(second), &json!("open")));
    let cursor = page["next_cursor"].as_str().unwrap();
    let page = staff.get(&format!("/batches?limit=1&cursor={cursor}")).await.expect(200);
    assert_eq!(page["next_cursor"], Value::Null);
    let shown = staff.get(&format!("/batches/{first}")).await.expect(200);
    assert_eq!(page["items"], json!([shown]));
    let progress =
        json!({ "total": 2, "running": 0, "done": 1, "dead": 0, "cancelled": 0, "percentage": 50 });
    assert_eq!((&shown["progress"], &shown["completion_kind"]), (&progress, &json!(COMPLETION)));
    let jobs = staff.get(&format!("/jobs?batch_id={first}&state=done")).await.expect(200);
    assert_eq!((&jobs["items"][0]["id"], jobs["items"].as_array().unwrap().len()), (&json!(claimed.id), 1));
    assert_eq!(jobs["items"][0]["batch_id"], json!(first));

    let command = async |arguments: &[&str]| penden(&shop.environment(), arguments, "").await;
    let (first_id, second_id) = (first.to_string(), second.to_string());
    let table = command(&["batches", "list"]).await;
    assert!(table.stdout.contains("50 % (1 of 2)") && table.stdout.contains(&second_id), "{table:?}");
    let shown = command(&["batches", "show", &first_id]).await;
    assert!(shown.stdout.starts_with(&format!("story {first} is running")), "{shown:?}");
    let listed = command(&["jobs", "list", "--batch", &first_id, "--json"]).await;
    assert_eq!(serde_json::from_str::<Value>(&listed.stdout).unwrap().as_array().unwrap().len(), 2);

    let cancelled = staff.post(&format!("/batches/{first}/cancel"), &json!({})).await.expect(200);
    assert_eq!(
        (&cancelled["state"], &cancelled["cancelled_by"]),
        (&json!("cancelled"), &json!("staff@penden.example"))
    );
    staff.post(&format!("/batches/{first}/cancel"), &json!({})).await.refuses(409, "batch_ended");
    let cancelled = command(&["batches", "cancel", &second_id, "--json"]).await;
    assert!(cancelled.stdout.starts_with("1 jobs will not run, 0"), "{cancelled:?}");
    staff.get(&format!("/batches/{}", Uuid::nil())).await.refuses(404, "not_found");
    assert_eq!(staff.get("/batches?ended=false").await.expect(200)["items"], json!([]));
    shop.run_jobs().await;
    shop.close().await;
}
