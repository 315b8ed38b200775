//! What operators see of the queues and jobs, and do with them.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::job;
use domain::entity::states::JobState;
use domain::jobs::{self, Job, NewJob};
use reqwest::Method;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};

use crate::shop::{LIMIT, Setup, Shop, card};

async fn queue(shop: &Shop, name: &str) -> Value {
    let list = shop.staff().await.get("/operations/queues").await.expect(200);
    list["items"].as_array().unwrap().iter().find(|queue| queue["depth"]["name"] == name).unwrap().clone()
}

async fn found(shop: &Shop, query: &str) -> Vec<String> {
    let page = shop.staff().await.get(&format!("/jobs?limit=100&{query}")).await.expect(200);
    page["items"].as_array().unwrap().iter().map(|job| job["kind"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn queues_tell_what_waits_what_went_by_and_how_long_it_took() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.run_jobs().await;
    shop.guest().buy(&mug, card::GOOD).await;
    domain::events::flush(&shop.services.store).await.unwrap();
    let waiting = queue(&shop, "payments").await;
    assert_eq!((&waiting["depth"]["queued"], &waiting["depth"]["running"]), (&json!(1), &json!(0)));
    assert!(waiting["depth"]["oldest_due"].is_string() && waiting.get("ran_micros").is_none(), "{waiting}");

    shop.run_jobs().await;
    let done = queue(&shop, "payments").await;
    assert_eq!((&done["depth"]["queued"], done["depth"].get("oldest_due")), (&json!(0), None));
    assert_eq!(done["rates_5_minutes"], json!({ "enqueued": 0.2, "done": 0.2, "failed": 0.0 }));
    let job = shop.job("payments.charge").await;
    let ran = (job.finished_at.unwrap() - job.started_at.unwrap()).num_microseconds();
    assert_eq!((done["ran_micros"]["p50"].as_i64(), done["ran_micros"]["p99"].as_i64()), (ran, ran));

    let kinds = shop.staff().await.get("/operations/kinds").await.expect(200);
    let mut kinds = kinds["items"].as_array().unwrap().iter();
    let charges = kinds.find(|kind| kind["kind"] == "payments.charge").unwrap();
    assert_eq!((&charges["done"], &charges["died"]), (&json!(1), &json!(0)));
    assert_eq!((charges["ran_micros"]["p50"].as_i64(), charges["ran_micros"]["p99"].as_i64()), (ran, ran));

    // A failed run, and a death an hour and a half ago, which is no longer of the hour.
    shop.tamper(job.id, job::ActiveModel { attempts: Set(2), ..Default::default() }).await;
    assert_eq!(queue(&shop, "payments").await["rates_5_minutes"]["failed"], 0.2);
    let past = Some(now() - TimeDelta::minutes(90));
    let dead = job::ActiveModel { state: Set(JobState::Dead), finished_at: Set(past), ..Default::default() };
    shop.tamper(job.id, dead).await;
    let dead = queue(&shop, "payments").await;
    assert_eq!((&dead["depth"]["dead"], &dead["rates_1_hour"]["done"]), (&json!(1), &json!(0.0)));
    shop.staff().await.post(&format!("/jobs/{}/discard", job.id), &json!({})).await.expect(200);
    shop.close().await;
}

#[tokio::test]
async fn jobs_are_found_by_what_an_operator_knows_of_them() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.run_jobs().await;
    let before = now();
    let (one, other) = (shop.guest().buy(&mug, card::GOOD).await, shop.guest().buy(&mug, card::GOOD).await);
    shop.run_jobs().await;
    shop.fire("retention.prune").await;
    shop.run_jobs().await;

    let all = found(&shop, "").await;
    let of_one = found(&shop, &format!("order_id={}", one.id)).await;
    let of_other = found(&shop, &format!("order_id={}", other.id)).await;
    assert_eq!((of_one.len(), of_other.len()), (11, 11));
    let charge = shop.jobs("payments.charge").await.remove(0);
    assert_eq!(found(&shop, &format!("trace_id={}", charge.trace_id)).await, of_one);
    let siblings = format!("event_id={}", charge.event_id.unwrap());
    assert_eq!(found(&shop, &siblings).await.len(), 4);
    assert_eq!(found(&shop, "queue=invoices&state=done").await, ["invoices.issue", "invoices.issue"]);
    let time = before.to_rfc3339().replace('+', "%2B");
    assert_eq!(found(&shop, &format!("from={time}")).await.len(), 23);
    assert_eq!(found(&shop, &format!("until={time}")).await.len(), all.len() - 23);
    assert_eq!(found(&shop, "timetable=false").await.len(), all.len() - 1);
    let jobs_of_one =
        shop.staff().await.get(&format!("/jobs?limit=100&order_id={}", one.id)).await.expect(200);
    for job in jobs_of_one["items"].as_array().unwrap() {
        let job = shop.staff().await.get(&format!("/jobs/{}", job["id"].as_str().unwrap())).await.expect(200);
        assert_eq!(job["order_id"], one.id.to_string(), "{job}");
    }
    // Each run of the jobs is a worker of its own.
    assert_eq!(found(&shop, &format!("worker={}", charge.worker.unwrap())).await.len(), 22);

    let error = json!([{ "attempt": 1, "at": now(), "error": "The 100%_disk is full" }]);
    let dead = job::ActiveModel { state: Set(JobState::Dead), errors: Set(error), ..Default::default() };
    shop.tamper(charge.id, dead).await;
    assert_eq!(found(&shop, "error=100%25_DISK").await, ["payments.charge"]);
    assert!(found(&shop, "error=100__disk").await.is_empty());
    let job = shop.staff().await.get(&format!("/jobs/{}", charge.id)).await.expect(200);
    assert_eq!(job["attempts_made"][0]["error"], "The 100%_disk is full");
    shop.staff().await.post(&format!("/jobs/{}/discard", charge.id), &json!({})).await.expect(200);
    shop.close().await;
}

#[tokio::test]
async fn a_paused_queue_starts_nothing_until_it_is_resumed_and_tells_who_paused_it() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let staff = shop.staff().await;
    let paused = staff.post("/operations/queues/payments/pause", &json!({})).await.expect(200);
    assert!(paused["paused"]["by"].as_str().unwrap().contains('@'), "{paused}");
    let guest = shop.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    domain::events::flush(&shop.services.store).await.unwrap();
    let id = shop.job("payments.charge").await.id;
    assert!(jobs::claim(&shop.services.store, &[id], "w").await.unwrap().is_empty());
    let resumed = staff.post("/operations/queues/payments/resume", &json!({})).await.expect(200);
    assert_eq!(resumed.get("paused"), None);
    shop.run_jobs().await;
    assert_eq!(guest.look(&order).await.state(), "placed");
    staff.post("/operations/queues/nothing/pause", &json!({})).await.refuses(404, "not_found");
    shop.close().await;
}

#[tokio::test]
async fn dead_jobs_are_seen_by_cause_and_helped_all_at_once_but_never_by_saying_nothing() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let nobody = (0..3).map(|_| NewJob::new(Job::ChargePayment { payment_id: uuid::Uuid::new_v4() }));
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, nobody.collect()).await).await.unwrap();
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    let staff = shop.staff().await;
    let groups = staff.get("/jobs/dead").await.expect(200);
    let group = &groups["items"][0];
    assert_eq!((&group["jobs"], &group["kind"]), (&json!(3), &json!("payments.charge")));

    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.guest().buy(&mug, card::GOOD).await;
    let payment = order.last_payment()["id"].clone();
    let id = shop.jobs("payments.charge").await[0].id;
    let wrong = json!({ "payload": { "order_id": payment } });
    assert_eq!(staff.post(&format!("/jobs/{id}/edit"), &wrong).await.status, 422);
    let right = json!({ "payload": { "payment_id": payment } });
    let edited = staff.post(&format!("/jobs/{id}/edit"), &right).await;
    assert_eq!(edited.expect(200)["payload"]["payment_id"], payment);
    shop.run_jobs().await;
    assert_eq!(shop.jobs("payments.charge").await[0].state, JobState::Done);

    assert_eq!(staff.post("/jobs/dead/retry", &json!({})).await.status, 422);
    let retried = staff.post("/jobs/dead/retry?kind=payments.charge", &json!({})).await.expect(200);
    assert_eq!(retried, json!({ "changed": 2, "more": false }));
    shop.run_jobs().await;
    let discarded = staff.post("/jobs/dead/discard?all=true", &json!({})).await.expect(200);
    assert_eq!(discarded["changed"], 2);
    shop.close().await;
}

#[tokio::test]
async fn a_job_that_waits_is_cancelled() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let later = now() + TimeDelta::hours(1);
    store.write(async |txn| jobs::enqueue_at(txn, NewJob::new(Job::Prune), later).await).await.unwrap();
    let id = shop.job("retention.prune").await.id;
    let staff = shop.staff().await;
    let cancelled = staff.post(&format!("/jobs/{id}/cancel"), &json!({})).await.expect(200);
    assert_eq!(cancelled["state"], "discarded");
    assert!(cancelled["cancel_requested_by"].as_str().unwrap().contains('@'), "{cancelled}");
    staff.post(&format!("/jobs/{id}/cancel"), &json!({})).await.refuses(409, "wrong_job_state");
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn the_timetable_is_shown_and_run_by_hand() {
    let shop = Shop::open().await;
    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    let staff = shop.staff().await;
    let run = staff.post("/operations/timetable/retention.prune/run", &json!({})).await.expect(200);
    let list = staff.get("/operations/timetable").await.expect(200);
    let entry = list["items"].as_array().unwrap().iter().find(|entry| entry["name"] == "retention.prune");
    let last = &entry.unwrap()["last"];
    assert_eq!((&last["job_id"], last["by"].is_string()), (&run["job_id"], true));
    shop.run_jobs().await;
    staff.post("/operations/timetable/no.such/run", &json!({})).await.refuses(404, "not_found");
    shop.close().await;
}

#[tokio::test]
async fn what_goes_on_is_followed_live_by_one_look_for_all_and_by_none_when_nobody_looks() {
    let shop = Shop::open_with(Setup { workers: 1, ..Default::default() }).await;
    let staff = shop.staff().await;
    let follow = async || {
        let request = shop.request(Method::GET, "/api/v1/operations/live").bearer_auth(staff.bearer());
        let response = request.send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        response
    };
    let stranger = shop.request(Method::GET, "/api/v1/operations/live").send().await.unwrap();
    assert_eq!(stranger.status(), 401);

    let (mut one, mut other) = (follow().await, follow().await);
    let mut first = tokio::time::timeout(LIMIT, one.chunk()).await.unwrap().unwrap().unwrap();
    let same = tokio::time::timeout(LIMIT, other.chunk()).await.unwrap().unwrap().unwrap();
    // The one who came first may have heard of a look before the other was there.
    if first != same {
        first = tokio::time::timeout(LIMIT, one.chunk()).await.unwrap().unwrap().unwrap();
    }
    assert_eq!(first, same, "both hear of the same look");
    let text = String::from_utf8(first.to_vec()).unwrap();
    let moment: Value = serde_json::from_str(text.trim().strip_prefix("data: ").unwrap()).unwrap();
    assert!(moment["queues"].as_array().unwrap().iter().any(|queue| queue["name"] == "payments"));
    assert_eq!(moment["unpublished_events"], 0);
    drop((one, other));

    // The stream ends with the process: the shop could not be closed in time otherwise.
    let _open = follow().await;
    shop.close().await;
}
