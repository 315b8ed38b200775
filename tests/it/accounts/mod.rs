//! Accounts: getting one, its sessions, and what its role allows.

mod addresses;
mod api_keys;
mod audit;
mod audit_orders;
mod cookies;
mod customers;
pub mod own_data;
mod permissions;
mod profile;
mod proofs;
mod registering;
mod repeating;
mod roles;
mod second_factor;
mod sessions;
mod table;
mod throttling;
mod tokens;
mod wishes;

use serde_json::{Value, json};

use crate::shop::{Answer, Shop};

pub const PASSWORD: &str = "correct horse battery staple";

async fn register(shop: &Shop, email: &str) -> Answer {
    let body = json!({ "email": email, "name": "Ada Lovelace", "password": PASSWORD });
    shop.guest().post("/auth/register", &body).await
}

async fn log_in(shop: &Shop, email: &str, password: &str) -> Answer {
    shop.guest().post("/auth/login", &json!({ "email": email, "password": password })).await
}

async fn refresh(shop: &Shop, token: &str) -> Answer {
    shop.guest().post("/auth/refresh", &json!({ "refresh_token": token })).await
}

fn refresh_token(session: &Value) -> String {
    session["tokens"]["refresh_token"].as_str().unwrap().to_owned()
}

fn access_token(session: &Value) -> &str {
    session["tokens"]["access_token"].as_str().unwrap()
}

/// Which fields a refusal complains about, sorted.
fn fields(answer: Answer) -> Vec<String> {
    let problem = answer.expect(422);
    assert_eq!(problem["code"], "validation_failed", "{problem}");
    let errors = problem["errors"].as_array().unwrap();
    let mut fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap().to_owned()).collect();
    fields.sort();
    fields.dedup();
    fields
}
