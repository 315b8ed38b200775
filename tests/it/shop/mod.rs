//! A shop for one test, opened with nothing in it and closed with nothing left to do.

mod actor;
mod answer;
mod bank;
mod database;
mod ledger;
pub mod meilisearch;
mod setup;
pub mod stripe;
mod template;
mod wait;
mod webhook;
mod wire;

use std::path::PathBuf;
use std::time::Duration;

use platform::Services;
use reqwest::Client;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub use actor::{Actor, Order, order_by, order_with};
pub use answer::Answer;
pub use bank::{Bank, Notice, card};
use database::Database;
pub use setup::{IBAN, Setup};
pub use template::ADMIN;
pub use wait::{LIMIT, until};
pub use webhook::Headers;

/// Close it at the end of the test: that is when leftovers are looked for.
pub struct Shop {
    pub services: Services,
    pub bank: Bank,
    url: String,
    client: Client,
    database: Database,
    folder: PathBuf,
    server: Running,
    workers: Vec<Running>,
    schedulers: Vec<Running>,
    staff: OnceCell<Actor>,
    is_closed: bool,
}

/// A task that ends when it is told to.
struct Running {
    shutdown: CancellationToken,
    task: JoinHandle<()>,
}

impl Running {
    fn start<F: Future<Output = ()> + Send + 'static>(run: impl FnOnce(CancellationToken) -> F) -> Self {
        let shutdown = CancellationToken::new();
        Self { task: tokio::spawn(run(shutdown.clone())), shutdown }
    }

    async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.unwrap();
    }
}

/// Something to sell.
#[derive(Debug, Clone)]
pub struct Product {
    pub id: String,
    pub variant_id: Uuid,
    pub sku: String,
}

impl Shop {
    /// Jobs run when the test says so.
    pub async fn open() -> Self {
        Self::open_with(Setup::default()).await
    }

    pub async fn open_with(setup: Setup) -> Self {
        setup::open(setup).await
    }

    /// Somebody without an account.
    pub fn guest(&self) -> Actor {
        Actor::guest(self.client.clone(), &self.url)
    }

    /// A customer who has just registered.
    pub async fn customer(&self, email: &str) -> Actor {
        self.guest().registered(email).await
    }

    pub async fn staff(&self) -> Actor {
        let log_in = || self.guest().logged_in(template::STAFF);
        self.staff.get_or_init(log_in).await.clone()
    }

    pub async fn admin(&self) -> Actor {
        self.guest().logged_in(ADMIN).await
    }

    /// Staff puts a product of one variant on sale.
    pub async fn product(&self, name: &str, price_minor: i64, stock: i64) -> Product {
        let sku = name.to_uppercase().replace(' ', "-");
        let variant =
            json!({ "sku": sku, "name": name, "price_minor": price_minor, "weight_g": 300, "stock": stock });
        let body = json!({ "name": name, "status": "active", "tax_rate_bp": 1900, "variants": [variant] });
        let product = self.staff().await.post("/products", &body).await.expect(201);
        Product {
            id: product["id"].as_str().unwrap().to_owned(),
            variant_id: product["variants"][0]["id"].as_str().unwrap().parse().unwrap(),
            sku,
        }
    }

    /// Runs jobs until nothing is left that could run now, including what the bank's webhooks bring.
    pub async fn run_jobs(&self) {
        loop {
            worker::drain(&self.services, LIMIT).await.unwrap();
            self.bank.settled().await;
            if self.is_idle().await {
                return;
            }
        }
    }

    /// Runs jobs as if every wait between attempts were over.
    pub async fn run_jobs_without_waiting(&self) {
        self.run_jobs().await;
        while self.end_waits().await > 0 {
            self.run_jobs().await;
        }
    }

    /// With workers of its own: until they have nothing left to do.
    pub async fn idle(&self) {
        until("the workers to finish", async || {
            self.bank.settled().await;
            self.is_idle().await
        })
        .await;
    }

    /// Mails about an order, oldest first: their templates.
    pub async fn mails(&self, order: &Order) -> Vec<String> {
        let page = self.staff().await.get("/mails?limit=100").await.expect(200);
        let mut mails: Vec<Value> = page["items"].as_array().unwrap().clone();
        mails.retain(|mail| mail["order_id"] == order.id);
        mails.reverse();
        mails.iter().map(|mail| mail["template"].as_str().unwrap().to_owned()).collect()
    }

    /// The token in the newest mail of that kind to that address.
    pub async fn mailed_token(&self, template: &str, recipient: &str) -> String {
        self.run_jobs().await;
        let page = self.admin().await.get("/mails?limit=100").await.expect(200);
        let is_meant = |mail: &&Value| mail["recipient"] == recipient && mail["template"] == template;
        let mail = page["items"].as_array().unwrap().iter().find(is_meant).unwrap();
        let path = format!("/mails/{}", mail["id"].as_str().unwrap());
        let mail = self.admin().await.get(&path).await.expect(200);
        let (_, code) = mail["text"].as_str().unwrap().split_once("code: ").unwrap();
        let token = code.split_whitespace().next().unwrap().to_owned();
        assert!(token.len() == 64 && mail["html"].as_str().unwrap().contains(&token), "{mail}");
        token
    }

    /// Units for sale and held of a product.
    pub async fn stock(&self, product: &Product) -> (i64, i64) {
        use sea_orm::EntityTrait;
        let level = domain::entity::stock_level::Entity::find_by_id(product.variant_id);
        let level = level.one(self.services.store.read()).await.unwrap().unwrap();
        (level.on_hand, level.reserved)
    }

    /// Tells schedulers and workers to stop, and waits until they have.
    pub async fn stop_workers(&mut self) {
        self.stop_schedulers().await;
        for worker in std::mem::take(&mut self.workers) {
            worker.stop().await;
        }
    }

    /// Tells schedulers to stop, and waits until they have: what the timetable asked for is all it will ask for.
    pub async fn stop_schedulers(&mut self) {
        for scheduler in std::mem::take(&mut self.schedulers) {
            scheduler.stop().await;
        }
    }

    /// Ends the shop. Its workers first do what its schedulers asked for until then.
    ///
    /// # Panics
    /// When a job is dead, due, queued or running, or an event unpublished.
    pub async fn close(mut self) {
        if !self.schedulers.is_empty() {
            self.stop_schedulers().await;
            if !self.workers.is_empty() {
                self.idle().await;
            }
        }
        self.stop_workers().await;
        self.bank.settled().await;
        let leftovers = self.leftovers().await;
        self.is_closed = true;
        assert!(leftovers.is_empty(), "left over:\n{}", leftovers.join("\n"));
        self.bank.close().await;
        self.server.shutdown.cancel();
        tokio::time::timeout(Duration::from_secs(5), &mut self.server.task).await.unwrap().unwrap();
        self.database.remove(&self.services).await;
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("what is left of the shop: {} and {}", self.folder.display(), self.database.name());
        } else {
            assert!(self.is_closed, "the test has to close its shop");
        }
    }
}
