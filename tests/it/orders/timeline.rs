//! The trace of an order: what staff see of everything that it caused.

use chrono::{DateTime, Utc};
use platform::database::statements;
use serde_json::Value;

use crate::shop::{Order, Setup, Shop, card};

async fn timeline(shop: &Shop, order: &Order) -> Vec<Value> {
    let body = shop.staff().await.get(&format!("/orders/{}/timeline", order.id)).await.expect(200);
    assert_eq!((&body["order_id"], &body["is_cut"]), (&order.id.clone().into(), &false.into()));
    body["items"].as_array().unwrap().clone()
}

fn of_type<'a>(entries: &'a [Value], what: &str) -> Vec<&'a Value> {
    entries.iter().filter(|entry| entry["type"] == what).collect()
}

/// Type and kind, such as `job payments.charge`.
fn name(entry: &Value) -> String {
    format!("{} {}", entry["type"].as_str().unwrap(), entry["kind"].as_str().unwrap())
}

fn only<'a>(entries: &'a [Value], wanted: &str) -> &'a Value {
    let found: Vec<_> = entries.iter().filter(|entry| name(entry) == wanted).collect();
    assert_eq!(found.len(), 1, "{wanted}: {entries:#?}");
    found[0]
}

/// What led to an entry, up to what nothing led to.
fn ancestry(entries: &[Value], entry: &Value) -> Vec<String> {
    let mut names = vec![name(entry)];
    let mut current = entry;
    while let Some(parent) = current["parent"].as_str() {
        current = entries.iter().find(|entry| entry["id"] == parent).unwrap();
        names.push(name(current));
    }
    names
}

fn time(value: &Value) -> DateTime<Utc> {
    value.as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn a_checkout_is_told_from_the_request_to_the_last_mail() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.guest().buy(&mug, card::GOOD).await;
    // Somebody else's order does not show up in this one.
    shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    let entries = timeline(&shop, &order).await;

    let events: Vec<_> = of_type(&entries, "event").iter().map(|entry| entry["kind"].clone()).collect();
    assert_eq!(events, ["order_placed", "order_paid", "invoice_issued"]);
    let mail = only(&entries, "mail invoice_issued");
    assert_eq!(
        ancestry(&entries, mail),
        [
            "mail invoice_issued",
            "job notifications.send_mail",
            "event invoice_issued",
            "job invoices.issue",
            "event order_paid",
            "job payments.charge",
            "event order_placed",
        ]
    );
    assert_eq!(mail["state"], "sent");
    shop.staff().await.get(&format!("/mails/{}", mail["subject_id"].as_str().unwrap())).await.expect(200);
    assert_eq!(ancestry(&entries, only(&entries, "payment_call charge"))[1], "job payments.charge");
    assert_eq!(
        only(&entries, "money capture")["summary"].as_str().unwrap().split(',').next(),
        Some("13.90 EUR")
    );

    // One trace for all, nothing before its cause, and every job with its run and its durations.
    let traces = entries.iter().filter_map(|entry| entry["trace_id"].as_str());
    assert_eq!(traces.collect::<std::collections::HashSet<_>>().len(), 1);
    for (place, entry) in entries.iter().enumerate() {
        if let Some(parent) = entry["parent"].as_str() {
            assert!(entries[..place].iter().any(|earlier| earlier["id"] == parent), "{entry}");
        }
    }
    let jobs = of_type(&entries, "job");
    assert_eq!(jobs.len(), 11);
    for job in jobs {
        assert_eq!((&job["state"], job["attempts"].as_array().unwrap().len()), (&"done".into(), 1), "{job}");
        let run = &job["attempts"][0];
        let ran = time(&run["ended_at"]) - time(&run["started_at"]);
        assert_eq!(run["ran_micros"].as_i64(), ran.num_microseconds());
        assert_eq!(job["ran_micros"], run["ran_micros"]);
        assert!(job["waited_micros"].as_i64().unwrap() >= 0 && run["worker"].is_string(), "{job}");
    }
    shop.close().await;
}

#[tokio::test]
async fn failed_runs_are_told_with_their_times_and_errors() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    shop.bank.misbehave("refuse").await;
    let order = shop.guest().buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.bank.misbehave("none").await;
    shop.run_jobs_without_waiting().await;

    let entries = timeline(&shop, &order).await;
    let charge = only(&entries, "job payments.charge");
    let runs = charge["attempts"].as_array().unwrap();
    let outcomes: Vec<_> = runs.iter().map(|run| (run["number"].clone(), run["outcome"].clone())).collect();
    assert_eq!(outcomes, [(1.into(), "failed".into()), (2.into(), "done".into())]);
    assert!(runs[0]["error"].is_string() && runs[1].get("error").is_none());
    assert!(time(&runs[0]["due_at"]) <= time(&runs[0]["started_at"]));
    assert!(time(&runs[0]["started_at"]) <= time(&runs[0]["ended_at"]));
    let calls = of_type(&entries, "payment_call");
    let states: Vec<_> = calls.iter().map(|call| call["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["failed", "answered"]);
    shop.close().await;
}

#[tokio::test]
async fn what_came_by_webhook_is_part_of_it() {
    let shop = Shop::open().await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let order = guest.buy(&mug, card::NEEDS_CONSENT).await;
    shop.run_jobs().await;
    let payment = guest.look(&order).await.last_payment().clone();
    shop.bank.consent(&payment, "approve").await;
    shop.run_jobs().await;
    let entries = timeline(&shop, &order).await;
    let paid = ancestry(&entries, only(&entries, "event order_paid"));
    assert_eq!(paid, ["event order_paid", "job payments.process_webhook", "webhook sandbox"]);
    assert!(of_type(&entries, "webhook").iter().all(|webhook| webhook["state"] == "processed"));
    shop.close().await;
}

#[tokio::test]
async fn asking_again_about_a_payment_is_part_of_it() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    shop.bank.misbehave("after_work").await;
    let unknown = guest.buy(&mug, card::GOOD).await;
    shop.run_jobs().await;
    shop.bank.misbehave("none").await;
    shop.fire("payments.find_unsettled").await;
    shop.run_jobs_without_waiting().await;
    let entries = timeline(&shop, &unknown).await;
    assert_eq!(only(&entries, "job payments.reconcile")["state"], "done");
    assert_eq!(only(&entries, "payment_call look_up")["state"], "answered");
    shop.close().await;
}

#[tokio::test]
async fn it_costs_the_same_number_of_queries_however_much_happened() {
    // Webhooks that come while it is counted cost queries, too.
    let shop = Shop::open_with(Setup { silent_bank: true, ..Setup::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let guest = shop.guest();
    let staff = shop.staff().await;
    let (plain, eventful) = (guest.buy(&mug, card::GOOD).await, guest.buy(&mug, card::DECLINED).await);
    shop.run_jobs().await;
    for _ in 0..4 {
        guest.pay_again(&eventful, card::WITHOUT_FUNDS).await.expect(201);
        shop.run_jobs().await;
    }
    guest.pay_again(&eventful, card::GOOD).await.expect(201);
    shop.run_jobs().await;
    staff.refund(&eventful, 100).await.expect(201);
    shop.run_jobs().await;
    let mut spent = Vec::new();
    for order in [&plain, &eventful] {
        let before = statements();
        let entries = timeline(&shop, order).await;
        spent.push((statements() - before, entries.len()));
    }
    assert!(spent[1].1 > spent[0].1 * 2, "{spent:?}");
    assert_eq!(spent[0].0, spent[1].0, "{spent:?}");
    assert!(spent[0].0 <= 13, "{spent:?}");
    shop.close().await;
}

#[tokio::test]
async fn an_order_that_is_not_there_has_none() {
    let shop = Shop::open().await;
    let path = format!("/orders/{}/timeline", uuid::Uuid::nil());
    shop.staff().await.get(&path).await.refuses(404, "not_found");
    shop.close().await;
}
