//! What an operator does at the command line, on a shop whose processes know nothing of it.

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::states::JobState;
use domain::jobs::{self, Job, NewJob, Presence, QUEUES, processes};
use domain::outside::{self, Phase, Seen};
use serde_json::Value;

use super::{Run, penden};
use crate::shop::{Setup, Shop, card};

async fn run(shop: &Shop, arguments: &[&str]) -> Run {
    let mut environment = shop.environment();
    environment.push(("USER".to_owned(), "grace".to_owned()));
    penden(&environment, arguments, "").await
}

async fn json(shop: &Shop, arguments: &[&str]) -> Value {
    let run = run(shop, arguments).await;
    assert!(run.is_success(), "{run:?}");
    serde_json::from_str(&run.stdout).unwrap()
}

#[tokio::test]
async fn jobs_are_listed_shown_and_helped() {
    let shop = Shop::open_with(Setup { silent_bank: true, ..Default::default() }).await;
    let mug = shop.product("Mug", 900, 10).await;
    let order = shop.guest().buy(&mug, card::GOOD).await;
    let store = &shop.services.store;
    let nobody = NewJob::new(Job::ChargePayment { payment_id: uuid::Uuid::nil() });
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, vec![nobody]).await).await.unwrap();
    shop.services.push(&tickets).await;
    shop.run_jobs().await;

    let of_order = json(&shop, &["jobs", "list", "--order", &order.id, "--json"]).await;
    assert_eq!(of_order.as_array().unwrap().len(), 11);
    let table = run(&shop, &["jobs", "list", "--state", "dead"]).await;
    let lines: Vec<&str> = table.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{table:?}");
    assert!(lines[0].starts_with("JOB ") && lines[1].contains("no such payment"), "{table:?}");
    let id = lines[1].split_whitespace().next().unwrap();

    let shown = run(&shop, &["jobs", "show", id]).await;
    assert!(shown.stdout.contains("payments.charge") && shown.stdout.contains("failed"), "{shown:?}");
    let dead = json(&shop, &["jobs", "dead", "--json"]).await;
    assert_eq!((&dead[0]["jobs"], &dead[0]["kind"]), (&1.into(), &"payments.charge".into()));

    let none = run(&shop, &["jobs", "retry"]).await;
    assert!(none.code == Some(1) && none.stderr.contains("--all"), "{none:?}");
    assert!(
        run(&shop, &["jobs", "retry", "--kind", "payments.charge"]).await.stdout.starts_with("1 dead jobs")
    );
    shop.run_jobs().await;
    assert!(run(&shop, &["jobs", "discard", id]).await.is_success());
    let gone = run(&shop, &["jobs", "discard", id]).await;
    assert!(gone.code == Some(1) && gone.stderr.contains("discarded"), "{gone:?}");

    let none = run(&shop, &["jobs", "cancel"]).await;
    assert!(none.code == Some(1) && none.stderr.contains("--all"), "{none:?}");
    let nothing = run(&shop, &["jobs", "cancel", "--order", &order.id]).await;
    assert!(nothing.stdout.starts_with("0 jobs will not run; 0 run"), "{nothing:?}");

    let later = now() + TimeDelta::hours(1);
    store.write(async |txn| jobs::enqueue_at(txn, NewJob::new(Job::Prune), later).await).await.unwrap();
    let waits = shop.job("retention.prune").await;
    let cancelled = run(&shop, &["jobs", "cancel", &waits.id.to_string()]).await;
    assert!(cancelled.stdout.contains("will not run"), "{cancelled:?}");
    let row = shop.job("retention.prune").await;
    assert_eq!(row.state, JobState::Discarded);
    assert_eq!(row.cancel_requested_by.as_deref(), Some("grace at the command line"));
    shop.close().await;
}

#[tokio::test]
async fn queues_are_shown_paused_and_resumed() {
    let shop = Shop::open().await;
    assert!(run(&shop, &["jobs", "pause", "mail"]).await.stdout.contains("mail is paused"));
    let table = run(&shop, &["queues"]).await;
    let mail = table.stdout.lines().find(|line| line.starts_with("mail ")).unwrap();
    assert!(mail.contains("paused by grace"), "{table:?}");
    let mail = json(&shop, &["queues", "--json"]).await;
    let mail = mail.as_array().unwrap().iter().find(|queue| queue["name"] == "mail").unwrap().clone();
    assert_eq!(mail["paused_by"], "grace at the command line");
    assert!(run(&shop, &["jobs", "resume", "mail"]).await.stdout.contains("goes on"));
    assert!(run(&shop, &["jobs", "resume", "mail"]).await.stdout.contains("was not paused"));
    let unknown = run(&shop, &["jobs", "pause", "weather"]).await;
    assert!(unknown.code == Some(1) && unknown.stderr.contains("payments"), "{unknown:?}");
    shop.close().await;
}

#[tokio::test]
async fn the_timetable_and_the_processes_are_shown() {
    let shop = Shop::open().await;
    let presence = Presence::new("worker", "host", QUEUES.to_vec(), 8);
    processes::beat(&shop.services.store, &presence, 3, false).await.unwrap();
    let table = run(&shop, &["processes"]).await;
    assert!(table.stdout.contains(&presence.id) && table.stdout.contains("3 of 8"), "{table:?}");

    shop.fire("retention.prune").await;
    shop.run_jobs().await;
    let ran = run(&shop, &["timetable", "run", "retention.prune"]).await;
    assert!(ran.stdout.contains("retention.prune runs as job"), "{ran:?}");
    shop.run_jobs().await;
    assert_eq!(shop.jobs("retention.prune").await.len(), 2);
    let entries = json(&shop, &["timetable", "--json"]).await;
    let prune = entries.as_array().unwrap().iter().find(|entry| entry["name"] == "retention.prune").unwrap();
    assert_eq!(prune["last_by"], "grace at the command line");
    shop.close().await;
}

#[tokio::test]
async fn limits_are_shown_and_breakers_closed() {
    let shop = Shop::open().await;
    let table = run(&shop, &["limits"]).await;
    let lines: Vec<&str> = table.stdout.lines().collect();
    assert!(lines.len() == 5 && lines[3].starts_with("smtp") && lines[3].contains("no limit"), "{table:?}");

    note_open_breaker(&shop).await;
    let table = run(&shop, &["limits"]).await;
    let smtp = table.stdout.lines().find(|line| line.starts_with("smtp")).unwrap();
    assert!(smtp.contains("open") && smtp.contains("421 out to lunch"), "{table:?}");
    assert!(run(&shop, &["limits", "close", "smtp"]).await.stdout.starts_with("1 processes"));
    let limits = json(&shop, &["limits", "--json"]).await;
    assert_eq!((&limits[2]["name"], &limits[2]["open_in"]), (&"smtp".into(), &1.into()));
    let states = outside::state(&shop.services.store).await.unwrap();
    let asked_by = states[0].processes[0].close_requested_by.as_deref();
    assert_eq!(asked_by, Some("grace at the command line"));
    assert!(outside::take_close(&shop.services.store, "smtp", "somebody").await.unwrap());
    let unknown = run(&shop, &["limits", "close", "weather"]).await;
    assert!(unknown.code == Some(1) && unknown.stderr.contains("payments"), "{unknown:?}");
    shop.close().await;
}

/// As a process does that has stopped calling the mail server.
async fn note_open_breaker(shop: &Shop) {
    let seen = Seen {
        breaker: Phase::Open,
        since: now(),
        next_try_at: Some(now() + TimeDelta::seconds(10)),
        calls: 21,
        failures: 21,
        put_off: 3,
        last_error: Some(("the mail server did not answer: 421 out to lunch".to_owned(), now())),
    };
    outside::note(&shop.services.store, "smtp", "somebody", &seen).await.unwrap();
}

async fn doctor(shop: &Shop, change: &[(&str, &str)]) -> (Option<i32>, Vec<Value>) {
    let mut environment = shop.environment();
    for (name, value) in change {
        environment.retain(|(known, _)| known != name);
        environment.push(((*name).to_owned(), (*value).to_owned()));
    }
    let run = penden(&environment, &["doctor", "--json"], "").await;
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
    (run.code, report["findings"].as_array().unwrap().clone())
}

/// What the doctor says about one thing: the level and the sentence.
fn about<'a>(findings: &'a [Value], what: &str) -> Vec<(&'a str, &'a str)> {
    let of = findings.iter().filter(|finding| finding["what"] == what);
    of.map(|finding| (finding["level"].as_str().unwrap(), finding["says"].as_str().unwrap())).collect()
}

#[tokio::test]
async fn the_doctor_finds_a_fleet_that_works_well() {
    let shop = Shop::open_with(Setup { workers: 1, schedulers: 1, ..Default::default() }).await;
    crate::shop::until("the fleet to be heard of", async || {
        let processes = jobs::processes(shop.services.store.read()).await.unwrap();
        let entries = domain::timetable::state(&shop.services.store).await.unwrap();
        processes.iter().any(|process| process.role == "worker") && !entries.is_empty()
    })
    .await;
    let (code, findings) = doctor(&shop, &[]).await;
    assert_eq!(code, Some(0), "{findings:#?}");
    for what in [
        "database",
        "workers",
        "scheduler",
        "queues",
        "outbox",
        "outside",
        "ping",
        "dead jobs",
        "storage",
        "redis",
    ] {
        assert_eq!(about(&findings, what)[0].0, "fine", "{what}: {findings:#?}");
    }
    assert!(about(&findings, "ping")[0].1.contains("a job through maintenance was done by"), "{findings:#?}");
    assert_eq!(shop.job("fleet.ping").await.state, JobState::Done);
    shop.close().await;
}

#[tokio::test]
async fn the_doctor_says_how_far_a_job_came_that_nobody_answered() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let ping = async || {
        let run = penden(&shop.environment(), &["doctor", "--ping-limit", "1", "--json"], "").await;
        let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"));
        let findings = report["findings"].as_array().unwrap().clone();
        let (level, says) = about(&findings, "ping")[0];
        (level.to_owned(), says.to_owned())
    };
    assert!(ping().await.1.contains("nobody serves maintenance"));
    assert!(shop.jobs("fleet.ping").await.is_empty());

    // One that beats and does not work.
    let presence = Presence::new("worker", "host", QUEUES.to_vec(), 8);
    processes::beat(store, &presence, 3, false).await.unwrap();
    let (level, says) = ping().await;
    let is_told = match shop.services.transports.redis {
        Some(_) => says.contains("taken by nobody within 1 s") && says.contains(&presence.id),
        None => says.contains("not handed out within 1 s"),
    };
    assert!(is_told && level == "problem", "{says}");
    assert_eq!(shop.job("fleet.ping").await.state, JobState::Discarded, "it is withdrawn");

    assert!(run(&shop, &["jobs", "pause", "maintenance"]).await.is_success());
    assert!(ping().await.1.contains("maintenance is paused"));
    assert!(run(&shop, &["jobs", "resume", "maintenance"]).await.is_success());
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn the_doctor_says_what_is_wrong_and_what_to_do() {
    let shop = Shop::open().await;
    let store = &shop.services.store;
    let nobody = NewJob::new(Job::ChargePayment { payment_id: uuid::Uuid::nil() });
    let tickets = store.write(async |txn| jobs::enqueue_all(txn, vec![nobody]).await).await.unwrap();
    shop.services.push(&tickets).await;
    shop.run_jobs().await;
    let long_ago = now() - TimeDelta::minutes(10);
    store.write(async |txn| jobs::enqueue_at(txn, NewJob::new(Job::Prune), long_ago).await).await.unwrap();
    note_open_breaker(&shop).await;
    let wrong = [
        ("PENDEN_REDIS__URL", "redis://127.0.0.1:1"),
        ("PENDEN_MAIL__SMTP_URL", "smtp://127.0.0.1:1"),
        ("PENDEN_HTTP__PUBLIC_URL", "http://shop.example.org"),
        ("PENDEN_DEMO__OPEN_PAGES", "true"),
    ];
    let (code, findings) = doctor(&shop, &wrong).await;
    assert_eq!(code, Some(1));
    for (what, part) in [
        ("redis", "cannot be asked"),
        ("mail", "does not let us in"),
        ("settings", "moves no money"),
        ("settings", "open to everybody"),
        ("settings", "without encryption"),
        ("workers", "no worker"),
        ("scheduler", "no scheduler"),
        ("queues", "1 jobs wait in maintenance"),
        ("outside", "stopped calling smtp"),
        ("ping", "nobody serves maintenance"),
        ("dead jobs", "1 payments.charge"),
    ] {
        let found =
            about(&findings, what).into_iter().any(|(level, says)| level == "problem" && says.contains(part));
        assert!(found, "{what}: {part}: {findings:#?}");
    }
    for finding in &findings {
        let is_problem = finding["level"] == "problem";
        assert!(!is_problem || !finding["todo"].as_str().unwrap().is_empty(), "{finding}");
    }

    let nowhere = [("PENDEN_DATABASE__URL", "postgres://shop:geheimnis@127.0.0.1:1/shop")];
    let (code, findings) = doctor(&shop, &nowhere).await;
    assert_eq!((code, about(&findings, "database")[0].0), (Some(1), "problem"));
    assert!(!format!("{findings:?}").contains("geheimnis"));
    let missing = format!("sqlite://{}/none.db", shop.folder().display());
    let (_, findings) = doctor(&shop, &[("PENDEN_DATABASE__URL", &missing)]).await;
    assert!(about(&findings, "database")[0].1.contains("there is no file"), "{findings:#?}");
    assert!(!shop.folder().join("none.db").exists(), "looking makes nothing");

    shop.run_jobs_without_waiting().await;
    assert!(run(&shop, &["jobs", "discard", "--all"]).await.is_success());
    shop.close().await;
}
