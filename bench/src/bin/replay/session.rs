//! One person's account: registered, logged in, and logged in again when the token has run out.

use std::time::Duration;

use anyhow::Context;
use bench::{CallError, Client, Request};
use serde_json::{Value, json};

use crate::olist::Person;

pub struct Session {
    client: Client,
    email: String,
    password: String,
    token: String,
}

impl Session {
    /// Registers a person of the dataset, which logs them in as well.
    pub async fn register(client: Client, person: &Person) -> anyhow::Result<Self> {
        let (email, password) = (format!("{}@olist.example", person.id), format!("secret of {}", person.id));
        let name = format!("Customer {}", person.id);
        let body = json!({ "email": email, "name": name, "password": password });
        let answer = client.once(&Request::post("/api/v1/auth/register", &body)).await?;
        let token = access_token(&answer)?;
        Ok(Self { client, email, password, token })
    }

    pub async fn log_in(client: Client, email: &str, password: &str) -> anyhow::Result<Self> {
        let mut session =
            Self { client, email: email.to_owned(), password: password.to_owned(), token: String::new() };
        session.renew().await?;
        Ok(session)
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// One attempt.
    pub async fn once(&mut self, request: Request<'_>) -> anyhow::Result<Value> {
        match self.client.once(&request.clone().bearer(&self.token)).await {
            Err(error) if error.status() == Some(401) => {
                self.renew().await?;
                Ok(self.client.once(&request.bearer(&self.token)).await?)
            }
            answer => Ok(answer?),
        }
    }

    /// A request that may be repeated. Also says how long the attempt took that was answered.
    pub async fn insist(&mut self, request: Request<'_>) -> anyhow::Result<(Value, Duration)> {
        match self.client.insist(&request.clone().bearer(&self.token)).await {
            Err(error) if error.status() == Some(401) => {
                self.renew().await?;
                Ok(self.client.insist(&request.bearer(&self.token)).await?)
            }
            answer => Ok(answer?),
        }
    }

    async fn renew(&mut self) -> anyhow::Result<()> {
        let body = json!({ "email": self.email, "password": self.password });
        let (answer, _) = self.client.insist(&Request::post("/api/v1/auth/login", &body)).await?;
        self.token = access_token(&answer)?;
        Ok(())
    }
}

fn access_token(answer: &Value) -> anyhow::Result<String> {
    let token = answer["tokens"]["access_token"].as_str().context("the answer has no access token")?;
    Ok(token.to_owned())
}

/// The refusal behind an error, if it was one of a call.
pub fn call_error(error: &anyhow::Error) -> Option<&CallError> {
    error.downcast_ref()
}
