//! A stand-in for Stripe's API, written from its public documentation: it takes only requests of the documented shape,
//! with the headers that Stripe wants, and answers with whole objects. It keeps its books in memory and sends nothing by
//! itself: tests deliver its events.

mod books;
mod look_up;
mod objects;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::Utc;
use poem::endpoint::make;
use poem::http::{Method, StatusCode};
use poem::listener::TcpAcceptor;
use poem::{Request, Response, Server};
use ring::hmac;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Answer, Running, Setup, Shop};
use books::{Books, Headers};
use objects::error;

pub const SECRET_KEY: &str = "sk_test_stand_in";
pub const WEBHOOK_SECRET: &str = "whsec_stand_in";
pub const VERSION: &str = "2025-09-30.clover";

/// Test payment methods, by the names that Stripe gives them.
pub mod method {
    pub const GOOD: &str = "pm_card_visa";
    pub const NEEDS_CONSENT: &str = "pm_card_authenticationRequired";
    pub const DECLINED: &str = "pm_card_visa_chargeDeclined";
}

/// How the next requests go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// What moves money is done, and answered with 500.
    AfterWork,
    /// What moves money is done, and never answered.
    Stall,
    /// 429 with `Retry-After`.
    Busy,
    /// 500, without doing anything.
    Down,
}

pub struct Stripe {
    books: Arc<Mutex<Books>>,
    url: String,
    server: Running,
}

impl Stripe {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let books = Arc::new(Mutex::new(Books::default()));
        let at_work = Arc::clone(&books);
        let server = Running::start(|shutdown| async move {
            let app = make(move |request| answer(Arc::clone(&at_work), request));
            let acceptor = TcpAcceptor::from_tokio(listener).unwrap();
            let stop = async move { shutdown.cancelled().await };
            let server = Server::new_with_acceptor(acceptor);
            server.run_with_graceful_shutdown(app, stop, Some(Duration::from_millis(10))).await.unwrap();
        });
        Self { books, url, server }
    }

    /// Settings of a shop that takes cards by Stripe.
    pub fn setup(&self, more: &[(&'static str, &'static str)]) -> Setup {
        let url: &'static str = Box::leak(self.url.clone().into_boxed_str());
        let mut env = vec![
            ("PENDEN_PAYMENTS__STRIPE__ENABLED", "true"),
            ("PENDEN_PAYMENTS__STRIPE__URL", url),
            ("PENDEN_PAYMENTS__STRIPE__SECRET_KEY", SECRET_KEY),
            ("PENDEN_PAYMENTS__STRIPE__WEBHOOK_SECRET", WEBHOOK_SECRET),
            ("PENDEN_PAYMENTS__STRIPE__TIMEOUT_SECONDS", "2"),
        ];
        env.extend_from_slice(more);
        Setup { silent_bank: true, env, ..Setup::default() }
    }

    pub fn misbehave(&self, fault: Option<Fault>) {
        self.books.lock().unwrap().fault = fault;
    }

    /// What was taken, of each intent of which something was, oldest first.
    pub fn captures(&self) -> Vec<i64> {
        let books = self.books.lock().unwrap();
        let received = books.intents.iter().map(|intent| intent["amount_received"].as_i64().unwrap());
        received.filter(|amount| *amount > 0).collect()
    }

    /// Status of each intent, oldest first.
    pub fn intents(&self) -> Vec<String> {
        let books = self.books.lock().unwrap();
        books.intents.iter().map(|intent| intent["status"].as_str().unwrap().to_owned()).collect()
    }

    pub fn refunds(&self) -> Vec<i64> {
        let books = self.books.lock().unwrap();
        books.refunds.iter().map(|refund| refund["amount"].as_i64().unwrap()).collect()
    }

    /// Events of that type, oldest first.
    pub fn events(&self, kind: &str) -> Vec<Value> {
        let books = self.books.lock().unwrap();
        books.events.iter().filter(|event| event["type"] == kind).cloned().collect()
    }

    /// Changes that were asked for and not refused as malformed: their paths, repeated ones too.
    pub fn posts(&self, ending: &str) -> usize {
        self.books.lock().unwrap().posts.iter().filter(|path| path.ends_with(ending)).count()
    }

    /// The payer's answer to the last intent's question.
    pub fn consent(&self, approves: bool) {
        let mut books = self.books.lock().unwrap();
        let at = books.intents.len() - 1;
        if approves {
            books.succeed(at);
        } else {
            let failure = error("card_error", "payment_intent_authentication_failure", "failed", None);
            books.fail(at, &failure["error"]);
        }
    }

    /// The authorisation of the last intent ran out.
    pub fn expire(&self) {
        let mut books = self.books.lock().unwrap();
        let at = books.intents.len() - 1;
        books.cancel(at, "automatic");
    }

    /// Somebody refunds the last intent in Stripe's console.
    pub fn refund_in_console(&self, amount: i64) {
        let mut books = self.books.lock().unwrap();
        let at = books.intents.len() - 1;
        books.refund(at, amount, json!({}));
    }

    /// The payer contests the last intent: the events that Stripe makes of it.
    pub fn dispute(&self, status: &str) -> Vec<Value> {
        let mut books = self.books.lock().unwrap();
        let dispute = objects::dispute(books.intents.last().unwrap(), status);
        let kinds: &[&str] = match status {
            "needs_response" => &["charge.dispute.created", "charge.dispute.funds_withdrawn"],
            "under_review" => &["charge.dispute.updated"],
            "won" => &["charge.dispute.closed", "charge.dispute.funds_reinstated"],
            _ => &["charge.dispute.closed"],
        };
        kinds.iter().map(|kind| books.tell(kind, &dispute)).collect()
    }

    /// Takes the last intent off the books, as if it had never been made.
    pub fn forget(&self) {
        self.books.lock().unwrap().intents.pop();
    }

    pub async fn close(self) {
        self.server.stop().await;
    }
}

async fn answer(books: Arc<Mutex<Books>>, mut request: Request) -> poem::Result<Response> {
    let path = request.uri().path().to_owned();
    let query = request.uri().query().unwrap_or_default().to_owned();
    let is_post = request.method() == Method::POST;
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let headers = Headers {
        authorization: header("authorization"),
        version: header("stripe-version"),
        content_type: header("content-type"),
        key: header("idempotency-key"),
    };
    let body = request.take_body().into_string().await.unwrap();
    let (fault, (status, answer)) = {
        let mut books = books.lock().unwrap();
        let fault = books.fault;
        let answer = match fault {
            Some(Fault::Busy) => {
                (429, error("invalid_request_error", "rate_limit", "too many requests", None))
            }
            Some(Fault::Down) => (500, error("api_error", "api_error", "something went wrong", None)),
            _ => books.handle(is_post, &path, &query, &headers, &body),
        };
        (fault, answer)
    };
    let moves_money = path.ends_with("/confirm") || path.ends_with("/capture") || path == "/v1/refunds";
    if is_post && moves_money && status == 200 {
        match fault {
            Some(Fault::AfterWork) => {
                let failure = error("api_error", "api_error", "something went wrong", None);
                return Ok(json_response(500, &failure));
            }
            Some(Fault::Stall) => std::future::pending().await,
            _ => {}
        }
    }
    Ok(json_response(status, &answer))
}

fn json_response(status: u16, body: &Value) -> Response {
    let mut response = Response::builder()
        .status(StatusCode::from_u16(status).unwrap())
        .content_type("application/json")
        .header("request-id", "req_stand_in")
        .header("stripe-version", VERSION);
    if status == 429 {
        response = response.header("retry-after", "1");
    }
    response.body(body.to_string())
}

/// `Stripe-Signature` over an event's body.
pub fn signature(secret: &str, body: &str, at: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{at}.{body}").as_bytes());
    format!("t={at},v1={}", hex::encode(tag))
}

impl Shop {
    /// Delivers an event as Stripe would.
    pub async fn deliver_stripe(&self, event: &Value) -> Answer {
        let body = event.to_string();
        let header = signature(WEBHOOK_SECRET, &body, Utc::now().timestamp());
        self.deliver_stripe_with(&body, Some(&header)).await
    }

    pub async fn deliver_stripe_with(&self, body: &str, signature: Option<&str>) -> Answer {
        let mut request = self.client.post(format!("{}/api/v1/webhooks/payments/stripe", self.url));
        if let Some(signature) = signature {
            request = request.header("stripe-signature", signature);
        }
        let request = request.header("content-type", "application/json").body(body.to_owned());
        Answer::read(request.send().await.unwrap()).await
    }
}
