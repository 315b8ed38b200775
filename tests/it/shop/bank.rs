//! The payment provider beside the shop, and looks into its books.

use std::path::Path;
use std::time::Duration;

use reqwest::Client;
use sandbox::{Sandbox, SandboxConfig};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, QueryResult, Statement};
use serde_json::{Value, json};

use super::{Running, until};

pub const API_KEY: &str = "sandbox-demo-key";
pub const WEBHOOK_SECRET: &str = "sandbox-demo-webhook-secret";

/// The test cards.
pub mod card {
    pub const GOOD: &str = "4242424242424242";
    pub const ALSO_GOOD: &str = "5555555555554444";
    pub const DECLINED: &str = "4000000000000002";
    pub const WITHOUT_FUNDS: &str = "4000000000009995";
    pub const NEEDS_CONSENT: &str = "4000002500003155";
    pub const SLOW: &str = "4000000000000259";
    /// Charged, and not answered within the shop's patience.
    pub const STALLING: &str = "4000000000006975";
    pub const WITHOUT_REFUNDS: &str = "4000000000000341";

    pub fn token(number: &str) -> String {
        format!("tok_{number}")
    }
}

pub struct Bank {
    sandbox: Sandbox,
    client: Client,
    url: String,
    books: DatabaseConnection,
    courier: Option<Running>,
}

/// A webhook as the bank would send it.
#[derive(Debug, Clone)]
pub struct Notice {
    pub id: String,
    pub body: String,
}

impl Bank {
    /// Without a courier the bank sends no webhooks, and events pile up.
    pub(super) async fn open(folder: &Path, shop_url: &str, client: Client, has_courier: bool) -> Self {
        let path = folder.join("bank.db");
        let url = format!("{shop_url}/sandbox");
        let config = SandboxConfig {
            webhook_url: has_courier.then(|| format!("{shop_url}/api/v1/webhooks/payments/sandbox")),
            webhook_retry: Duration::from_millis(20),
            slow: Duration::from_millis(50),
            stall: Duration::from_secs(3_600),
            ..SandboxConfig::new(&path, &url, API_KEY, WEBHOOK_SECRET)
        };
        let sandbox = Sandbox::open(config).await.unwrap();
        let mut options = ConnectOptions::new(format!("sqlite://{}", path.display()));
        options.max_connections(1).sqlx_logging(false);
        let books = Database::connect(options).await.unwrap();
        let courier = has_courier.then(|| {
            let sandbox = sandbox.clone();
            Running::start(|shutdown| async move { sandbox.run_courier(shutdown).await })
        });
        Self { sandbox, client, url, books, courier }
    }

    pub(super) fn endpoint(&self) -> impl poem::Endpoint<Output = poem::Response> + 'static + use<> {
        self.sandbox.endpoint()
    }

    /// Misbehaves on purpose from now on: `refuse`, `error`, `after_work`; `none` ends it.
    pub async fn misbehave(&self, mode: &str) {
        let request = self.client.put(format!("{}/control/faults", self.url)).bearer_auth(API_KEY);
        let answer = request.json(&json!({ "mode": mode })).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }

    /// The shopper's answer on the hosted page: `approve` or `decline`.
    pub async fn consent(&self, payment: &Value, decision: &str) {
        let url = payment["action_url"].as_str().unwrap();
        let page = self.client.get(url).send().await.unwrap().text().await.unwrap();
        assert!(page.contains("Confirm your payment"), "{page}");
        let request = self.client.post(url).header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(format!("decision={decision}")).send().await.unwrap();
        assert_eq!(answer.status(), 303);
    }

    /// Amounts that were taken, oldest first.
    pub async fn captures(&self) -> Vec<i64> {
        self.amounts("SELECT captured_minor FROM payments WHERE captured_minor > 0 ORDER BY id").await
    }

    /// Amounts that were given back, oldest first.
    pub async fn refunds(&self) -> Vec<i64> {
        self.amounts("SELECT amount_minor FROM refunds WHERE status = 'succeeded' ORDER BY id").await
    }

    /// All webhooks there would be, oldest first.
    pub async fn notices(&self) -> Vec<Notice> {
        let rows = self.rows("SELECT id, body FROM events ORDER BY seq").await;
        let text = |row: &QueryResult, column| row.try_get::<String>("", column).unwrap();
        rows.iter().map(|row| Notice { id: text(row, "id"), body: text(row, "body") }).collect()
    }

    /// Until every webhook has arrived; at once without a courier.
    pub async fn settled(&self) {
        if self.courier.is_some() {
            let undelivered = "SELECT seq FROM events WHERE delivered_at IS NULL";
            until("the bank's webhooks", async || self.rows(undelivered).await.is_empty()).await;
        }
    }

    pub(super) async fn close(&mut self) {
        if let Some(courier) = self.courier.take() {
            courier.stop().await;
        }
    }

    async fn amounts(&self, sql: &str) -> Vec<i64> {
        self.rows(sql).await.iter().map(|row| row.try_get_by_index(0).unwrap()).collect()
    }

    async fn rows(&self, sql: &str) -> Vec<QueryResult> {
        let statement = Statement::from_string(self.books.get_database_backend(), sql);
        self.books.query_all_raw(statement).await.unwrap()
    }
}
