//! Dead letters: grouped by what they died of, mended, retried and given up by cause.

use domain::Error;
use domain::clock::now;
use domain::entity::job;
use domain::entity::states::JobState;
use domain::jobs::{self, DeadFilter, Job, NewJob};
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use crate::shop::Shop;

/// Jobs about nothing: dead after their first run.
async fn dead(shop: &Shop, jobs: Vec<Job>) -> Vec<Uuid> {
    let new: Vec<NewJob> = jobs.into_iter().map(NewJob::new).collect();
    let enqueue = async |txn: &_| jobs::enqueue_all(txn, new).await;
    let tickets = shop.services.store.write(enqueue).await.unwrap();
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    let mut rows = shop.all_jobs().await;
    rows.retain(|row| row.state == JobState::Dead);
    rows.into_iter().map(|row| row.id).collect()
}

fn invoice() -> Job {
    Job::IssueInvoice { order_id: Uuid::new_v4() }
}

fn charge() -> Job {
    Job::ChargePayment { payment_id: Uuid::new_v4() }
}

fn of_kind(kind: &str) -> DeadFilter {
    DeadFilter { kind: Some(kind.into()), ..Default::default() }
}

async fn states(shop: &Shop, kind: &str) -> Vec<JobState> {
    shop.jobs(kind).await.iter().map(|row| row.state).collect()
}

#[tokio::test]
async fn deaths_of_one_cause_are_one_group_whatever_their_ids() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    dead(&shop, vec![invoice(), charge(), invoice(), invoice()]).await;
    let groups = jobs::dead_groups(store.read(), &DeadFilter::default(), 10).await.unwrap();
    let shown: Vec<_> =
        groups.iter().map(|group| (group.kind.as_str(), group.jobs, group.error.as_deref())).collect();
    assert_eq!(
        shown,
        [
            ("invoices.issue", 3, Some("there is no such order")),
            ("payments.charge", 1, Some("there is no such payment"))
        ]
    );
    let by_error = DeadFilter { error: Some("no such paym".into()), ..Default::default() };
    let groups = jobs::dead_groups(store.read(), &by_error, 10).await.unwrap();
    assert_eq!(groups.len(), 1);
    let wildcard = DeadFilter { error: Some("no%paym".into()), ..Default::default() };
    assert!(jobs::dead_groups(store.read(), &wildcard, 10).await.unwrap().is_empty());
    jobs::discard_all(store, &DeadFilter::default()).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn all_of_a_cause_are_given_up_or_retried_and_the_others_are_left() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    dead(&shop, (0..1_203).map(|n| if n % 3 == 0 { charge() } else { invoice() }).collect()).await;

    let none = DeadFilter { queue: Some("mail".into()), ..Default::default() };
    assert_eq!(jobs::discard_all(store, &none).await.unwrap().changed, 0);
    let discarded = jobs::discard_all(store, &of_kind("payments.charge")).await.unwrap();
    assert_eq!((discarded.changed, discarded.more), (401, false));
    assert!(states(&shop, "payments.charge").await.iter().all(|state| *state == JobState::Discarded));

    // They die again, and once is enough: a retry of all is no loop.
    let retried = jobs::retry_all(store, &of_kind("invoices.issue")).await.unwrap();
    assert_eq!((retried.changed, retried.more), (802, false));
    shop.run_jobs().await;
    for row in shop.jobs("invoices.issue").await {
        assert_eq!((row.state, row.attempts), (JobState::Dead, 1));
        assert_eq!(row.errors.as_array().unwrap().len(), 2, "the history is kept");
    }
    jobs::discard_all(store, &DeadFilter::default()).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn a_payload_that_is_wrong_is_mended_and_runs() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let id = dead(&shop, vec![Job::VoidOpenPayments { order_id: Uuid::nil() }, charge()]).await[0];
    let row = shop.job("payments.charge").await;
    assert_eq!(row.id, id, "nothing to void is no error");

    for wrong in [json!({}), json!({ "payment_id": "7" }), json!([]), json!(null), json!("x")] {
        let error = jobs::edit_and_retry(store, id, wrong).await.unwrap_err();
        assert!(matches!(&error, Error::Invalid(fields) if fields[0].field == "payload"), "{error:?}");
    }
    let mended = Uuid::new_v4();
    let payload = json!({ "payment_id": mended, "and": "more" });
    let tickets = jobs::edit_and_retry(store, id, payload).await.unwrap();
    shop.services.push(&tickets).await;
    let row = shop.job("payments.charge").await;
    assert_eq!((row.state, row.attempts, row.failure), (JobState::Queued, 0, None));
    assert_eq!(row.payload, json!({ "payment_id": mended }));
    let again = jobs::edit_and_retry(store, id, json!({ "payment_id": mended })).await.unwrap_err();
    assert!(matches!(again, Error::Conflict { code: "wrong_job_state", .. }), "{again:?}");
    shop.run_jobs().await;
    jobs::discard(store, id).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn a_job_whose_deadline_has_passed_dies_instead_of_running() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let template = domain::notifications::Template::Welcome;
    let mail = Job::SendMail { template, subject_id: Uuid::nil() };
    let enqueue = async |txn: &_| jobs::enqueue_all(txn, vec![NewJob::new(mail)]).await;
    let tickets = store.write(enqueue).await.unwrap();
    let row = shop.job("notifications.send_mail").await;
    assert_eq!(row.deadline, Some(row.run_at + chrono::TimeDelta::days(3)));
    shop.tamper(row.id, job::ActiveModel { deadline: Set(Some(now())), ..Default::default() }).await;
    shop.services.push(&tickets).await;
    shop.run_jobs().await;

    let row = shop.job("notifications.send_mail").await;
    assert_eq!((row.state, row.attempts), (JobState::Dead, 0));
    assert!(row.failure.unwrap().starts_with("it could not be started before its deadline"));
    let tickets = jobs::retry(store, row.id).await.unwrap();
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    let row = shop.job("notifications.send_mail").await;
    assert_eq!((row.deadline, row.attempts), (None, 1), "somebody wants it run, however late");
    jobs::discard(store, row.id).await.unwrap();
    shop.close().await;
}

#[tokio::test]
async fn a_payload_that_cannot_be_read_dies_and_one_of_a_newer_version_is_left() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let enqueue =
        async |txn: &_| jobs::enqueue_all(txn, vec![NewJob::new(charge()), NewJob::new(invoice())]).await;
    let tickets = store.write(enqueue).await.unwrap();
    let broken = job::ActiveModel { payload: Set(json!({ "payment": 7 })), ..Default::default() };
    shop.tamper(shop.job("payments.charge").await.id, broken.clone()).await;
    let newer = job::ActiveModel { version: Set(2), payload: Set(json!({ "order": "x" })), ..broken };
    let id = shop.job("invoices.issue").await.id;
    shop.tamper(id, newer).await;
    shop.services.push(&tickets).await;
    shop.run_jobs().await;

    let charge = shop.job("payments.charge").await;
    assert_eq!((charge.state, charge.attempts), (JobState::Dead, 0));
    jobs::discard(store, charge.id).await.unwrap();

    let mut wait = chrono::TimeDelta::zero();
    for _ in 0..5 {
        let row = shop.job("invoices.issue").await;
        assert_eq!((row.state, row.attempts), (JobState::Pending, 0));
        assert!(row.run_at - row.started_at.unwrap() > wait, "it is asked less and less often");
        wait = row.run_at - row.started_at.unwrap();
        shop.end_waits().await;
        shop.run_jobs().await;
    }
    shop.close().await;
}
