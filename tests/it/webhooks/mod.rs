//! Webhooks to merchants: who is told what, how it is signed, and what happens when nobody listens.

mod endpoints;
mod failing;
mod money_schemas;
mod pacing;
mod receiver;
mod redelivering;
mod schemas;
mod sending;

use serde_json::{Value, json};

use crate::shop::{Setup, Shop};
use receiver::Receiver;

/// A shop whose webhooks may go to this machine.
async fn open() -> Shop {
    open_with(Vec::new()).await
}

async fn open_with(more: Vec<(&'static str, &'static str)>) -> Shop {
    let mut env = vec![
        ("PENDEN_WEBHOOKS__ALLOW_HTTP", "true"),
        ("PENDEN_WEBHOOKS__ALLOWED_NETWORKS", r#"["127.0.0.1"]"#),
        ("PENDEN_WEBHOOKS__TIMEOUT_SECONDS", "5"),
        // A story sends more at once than a receiver gets otherwise; `pacing` tells of that.
        ("PENDEN_WEBHOOKS__BURST", "1000"),
    ];
    env.extend(more);
    Shop::open_with(Setup { env, ..Default::default() }).await
}

impl Shop {
    /// Adds an endpoint and returns it with its secret.
    async fn endpoint(&self, receiver: &Receiver, events: &[&str]) -> Value {
        let body = json!({ "url": receiver.url(), "events": events });
        self.staff().await.post("/webhook-endpoints", &body).await.expect(201)
    }

    async fn endpoint_now(&self, endpoint: &Value) -> Value {
        self.staff().await.get(&path(endpoint)).await.expect(200)
    }

    /// All deliveries to the endpoint, oldest first.
    async fn deliveries(&self, endpoint: &Value) -> Vec<Value> {
        let path = format!("/webhook-deliveries?limit=100&endpoint_id={}", endpoint["id"].as_str().unwrap());
        let page = self.staff().await.get(&path).await.expect(200);
        let mut items = page["items"].as_array().unwrap().clone();
        items.reverse();
        items
    }

    async fn delivery(&self, delivery: &Value) -> Value {
        let path = format!("/webhook-deliveries/{}", delivery["id"].as_str().unwrap());
        self.staff().await.get(&path).await.expect(200)
    }
}

fn path(endpoint: &Value) -> String {
    format!("/webhook-endpoints/{}", endpoint["id"].as_str().unwrap())
}

fn states(deliveries: &[Value]) -> Vec<&str> {
    deliveries.iter().map(|delivery| delivery["state"].as_str().unwrap()).collect()
}
