//! `penden serve`: the whole fleet in one process, stopped gently and not.

use std::net::TcpListener;
use std::process::Stdio;

use chrono::TimeDelta;
use domain::clock::now;
use domain::entity::job;
use domain::entity::states::JobState;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use tokio::process::{Child, Command};

use super::{program, start};
use crate::shop::{Actor, Product, Shop, card, until};

/// A second process that works on the shop's database.
struct Fleet<'a> {
    shop: &'a Shop,
    url: String,
    environment: Vec<(String, String)>,
}

impl<'a> Fleet<'a> {
    fn of(shop: &'a Shop) -> Self {
        let listen = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let url = format!("http://{listen}");
        let mut environment = shop.environment();
        let folder = shop.folder().join("fleet").display().to_string();
        for (name, value) in [
            ("PENDEN_DATA_DIR", folder),
            ("PENDEN_HTTP__LISTEN", listen.to_string()),
            ("PENDEN_HTTP__PUBLIC_URL", url.clone()),
            ("PENDEN_HTTP__DRAIN_SECONDS", "5".to_owned()),
            ("PENDEN_SCHEDULER__REDRIVE_MILLIS", "50".to_owned()),
            ("PENDEN_WORKER__LEASE_SECONDS", "3".to_owned()),
        ] {
            environment.retain(|(known, _)| known != name);
            environment.push((name.to_owned(), value));
        }
        Self { shop, url, environment }
    }

    async fn start(&self) -> Child {
        self.start_with(&[]).await
    }

    async fn start_with(&self, options: &[&str]) -> Child {
        let mut command = Command::new(program());
        command
            .arg("serve")
            .args(options)
            .env_clear()
            .envs(self.environment.iter().cloned())
            .kill_on_drop(true);
        // Nobody reads its log, and a full pipe would stop it.
        let mut process =
            command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        until("the fleet", async || {
            assert!(process.try_wait().unwrap().is_none(), "the fleet ended by itself");
            self.is_ready().await
        })
        .await;
        process
    }

    async fn is_ready(&self) -> bool {
        let answer = reqwest::get(format!("{}/health/ready", self.url)).await;
        answer.is_ok_and(|answer| answer.status() == 200)
    }

    fn guest(&self) -> Actor {
        self.shop.guest().at(&self.url)
    }
}

async fn state(guest: &Actor, order: &crate::shop::Order) -> String {
    guest.look(order).await.state().to_owned()
}

/// Whether the charge is in the hands of a worker.
async fn is_charging(shop: &Shop) -> bool {
    shop.jobs("payments.charge").await.iter().any(|job| job.state == JobState::Running)
}

async fn sell(shop: &Shop) -> Product {
    let mug = shop.product("Mug", 900, 10).await;
    shop.run_jobs().await;
    mug
}

#[tokio::test]
async fn it_sells_from_cart_to_paid_order_and_stops_when_told() {
    let shop = Shop::open().await;
    let mug = sell(&shop).await;
    let fleet = Fleet::of(&shop);
    let mut process = fleet.start().await;
    let guest = fleet.guest();
    let order = guest.buy(&mug, card::GOOD).await;
    until("the payment", async || state(&guest, &order).await == "placed").await;

    let pid = process.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    let status = tokio::time::timeout(crate::shop::LIMIT, process.wait()).await.unwrap().unwrap();
    assert_eq!(status.code(), Some(0));
    assert!(!fleet.is_ready().await);
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn it_goes_on_after_being_killed_in_the_middle_of_an_order() {
    let shop = Shop::open().await;
    let mug = sell(&shop).await;
    let fleet = Fleet::of(&shop);
    let mut process = fleet.start().await;
    let guest = fleet.guest();
    let order = guest.buy(&mug, card::SLOW).await;
    process.kill().await.unwrap();

    // What the dead process had in hand is given up now instead of when its lease ends.
    let past =
        job::ActiveModel { lease_until: Set(Some(now() - TimeDelta::seconds(1))), ..Default::default() };
    let held = job::Column::State.is_in([JobState::Queued, JobState::Running]);
    let update = job::Entity::update_many().set(past).filter(held);
    update.exec(shop.services.store.writer()).await.unwrap();

    let mut process = fleet.start().await;
    until("the payment", async || state(&guest, &order).await == "placed").await;
    let order = guest.look(&order).await;
    assert_eq!(order.payments(), ["captured"]);
    assert_eq!(order.amount("captured_total"), order.amount("total"));
    until("the invoice", async || guest.look(&order).await.body["invoice"]["ready"] == json!(true)).await;
    let mut others = Vec::new();
    for _ in 0..2 {
        let guest = fleet.guest();
        others.push((guest.buy(&mug, card::GOOD).await, guest));
    }
    for (order, guest) in &others {
        until("the payment", async || state(guest, order).await == "placed").await;
    }
    assert_eq!(shop.stock(&mug).await, (7, 0), "one unit went for each order");
    process.kill().await.unwrap();
    let held = job::Entity::update_many()
        .set(job::ActiveModel { lease_until: Set(Some(now() - TimeDelta::seconds(1))), ..Default::default() })
        .filter(job::Column::State.is_in([JobState::Queued, JobState::Running]));
    held.exec(shop.services.store.writer()).await.unwrap();
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn what_a_killed_process_was_running_runs_again_by_itself() {
    let shop = Shop::open().await;
    let mug = sell(&shop).await;
    let fleet = Fleet::of(&shop);
    let mut process = fleet.start().await;
    let guest = fleet.guest();
    let order = guest.buy(&mug, card::STALLING).await;
    until("the charge to be under way", async || is_charging(&shop).await).await;
    process.kill().await.unwrap();
    assert!(is_charging(&shop).await);

    let mut process = fleet.start().await;
    until("the payment", async || state(&guest, &order).await == "placed").await;
    let order = guest.look(&order).await;
    assert_eq!((order.payments(), order.amount("captured_total")), (vec!["captured"], 1390));
    process.kill().await.unwrap();
    shop.run_jobs().await;
    shop.close().await;
}

#[tokio::test]
async fn told_to_stop_it_hands_back_what_it_cannot_finish() {
    let shop = Shop::open().await;
    let mug = sell(&shop).await;
    let mut fleet = Fleet::of(&shop);
    fleet.environment.push(("PENDEN_WORKER__DRAIN_SECONDS".to_owned(), "1".to_owned()));
    let mut process = fleet.start_with(&["--queues", "outbox,payments", "--concurrency", "4"]).await;
    let guest = fleet.guest();
    let order = guest.buy(&mug, card::STALLING).await;
    until("the charge to be under way", async || is_charging(&shop).await).await;

    let pid = process.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    let status = tokio::time::timeout(crate::shop::LIMIT, process.wait()).await.unwrap().unwrap();
    assert_eq!(status.code(), Some(0));
    let job = shop.job("payments.charge").await;
    assert_eq!((job.state, job.attempts), (JobState::Pending, 0));
    assert!(domain::jobs::processes(shop.services.store.read()).await.unwrap().is_empty());

    shop.run_jobs().await;
    assert_eq!(shop.staff().await.look(&order).await.state(), "placed");
    shop.close().await;
}

#[tokio::test]
async fn told_twice_it_ends_at_once() {
    let shop = Shop::open().await;
    let mug = sell(&shop).await;
    let fleet = Fleet::of(&shop);
    let mut process = fleet.start().await;
    let guest = fleet.guest();
    let order = guest.buy(&mug, card::STALLING).await;
    until("the charge to be under way", async || is_charging(&shop).await).await;

    let pid = process.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
    // Until the first is heard, since two at the same time may count as one.
    until("the first signal to be heard", async || !fleet.is_ready().await).await;
    assert!(process.try_wait().unwrap().is_none(), "the charge is waited for");
    assert!(Command::new("kill").args(["-INT", &pid]).status().await.unwrap().success());
    let status = tokio::time::timeout(crate::shop::LIMIT, process.wait()).await.unwrap().unwrap();
    assert_eq!(status.code(), Some(130));
    let job = shop.job("payments.charge").await;
    assert_eq!(job.state, JobState::Running);
    shop.end_lease(job.id).await;
    shop.run_jobs_without_waiting().await;
    assert_eq!(shop.staff().await.look(&order).await.state(), "placed");
    assert_eq!(shop.bank.captures().await, [1390]);
    shop.close().await;
}

#[tokio::test]
async fn a_taken_address_is_said_and_ends_the_start() {
    let shop = Shop::open().await;
    let mut environment = shop.environment();
    let taken = shop.url().trim_start_matches("http://").to_owned();
    environment.push(("PENDEN_HTTP__LISTEN".to_owned(), taken.clone()));
    let process = start(&environment, &["serve"]);
    let output = tokio::time::timeout(crate::shop::LIMIT, process.wait_with_output()).await.unwrap().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains(&taken) && stderr.contains("PENDEN_HTTP__LISTEN"), "{stderr}");
    shop.close().await;
}
