//! What Stripe knows, and how it treats requests: strictly.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::objects::{self, error};
use super::{Fault, SECRET_KEY, VERSION, method};

/// A status and a body.
pub type Reply = (u16, Value);
pub(super) type Form = Vec<(String, String)>;

/// The headers that Stripe looks at.
pub struct Headers {
    pub authorization: Option<String>,
    pub version: Option<String>,
    pub content_type: Option<String>,
    pub key: Option<String>,
}

#[derive(Default)]
pub struct Books {
    pub intents: Vec<Value>,
    pub refunds: Vec<Value>,
    pub events: Vec<Value>,
    pub posts: Vec<String>,
    pub fault: Option<Fault>,
    charges: HashMap<String, Value>,
    /// What was asked under a key, and what was answered.
    keys: HashMap<String, (String, Form, Reply)>,
    count: i64,
}

fn refused(code: &str, message: &str, param: Option<&str>) -> Reply {
    (400, error("invalid_request_error", code, message, param))
}

/// Only parameters that are known, each once, and all that are needed.
pub(super) fn check(form: &Form, needed: &[&str], allowed: &[&str]) -> Result<(), Reply> {
    for (at, (name, _)) in form.iter().enumerate() {
        if !needed.contains(&name.as_str()) && !allowed.contains(&name.as_str()) {
            return Err(refused("parameter_unknown", &format!("unknown: {name}"), Some(name)));
        }
        if form[at + 1..].iter().any(|(other, _)| other == name) {
            return Err(refused("parameter_invalid_string", &format!("twice: {name}"), Some(name)));
        }
    }
    match needed.iter().find(|name| form.iter().all(|(given, value)| given != *name || value.is_empty())) {
        Some(name) => Err(refused("parameter_missing", &format!("missing: {name}"), Some(name))),
        None => Ok(()),
    }
}

pub(super) fn value(form: &Form, name: &str) -> Option<String> {
    form.iter().find(|(given, _)| given == name).map(|(_, value)| value.clone())
}

fn parse(text: &str) -> Form {
    let url = reqwest::Url::parse(&format!("http://x/?{text}")).unwrap();
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

impl Books {
    pub fn handle(&mut self, is_post: bool, path: &str, query: &str, headers: &Headers, body: &str) -> Reply {
        if headers.authorization.as_deref() != Some(&format!("Bearer {SECRET_KEY}")) {
            return (401, error("invalid_request_error", "api_key_invalid", "who are you?", None));
        }
        if headers.version.as_deref() != Some(VERSION) {
            return refused("version_missing", "every request must pin the version", None);
        }
        let parts: Vec<&str> = path.trim_start_matches("/v1/").split('/').collect();
        if !is_post {
            return self.look_up(&parts, &parse(query)).unwrap_or_else(|reply| reply);
        }
        if headers.content_type.as_deref() != Some("application/x-www-form-urlencoded") || !query.is_empty() {
            return refused("content_type", "forms only", None);
        }
        let Some(key) = headers.key.clone().filter(|key| (1..=255).contains(&key.len())) else {
            return refused("key_missing", "this stand-in wants a key for every change", None);
        };
        let form = parse(body);
        self.posts.push(path.to_owned());
        if let Some((known, with, reply)) = self.keys.get(&key) {
            if (known.as_str(), with) == (path, &form) {
                return reply.clone();
            }
            return (
                400,
                error("idempotency_error", "idempotency_error", "another request had this key", None),
            );
        }
        let reply = self.change(&parts, &form).unwrap_or_else(|reply| reply);
        // What Stripe could not read is not kept under the key.
        let is_kept = reply.0 != 400 || reply.1["error"]["code"] == "payment_intent_unexpected_state";
        if is_kept {
            self.keys.insert(key, (path.to_owned(), form, reply.clone()));
        }
        reply
    }

    fn change(&mut self, parts: &[&str], form: &Form) -> Result<Reply, Reply> {
        match parts {
            ["payment_intents"] => self.create(form),
            ["payment_intents", id, "confirm"] => {
                check(form, &["return_url"], &["expand[]"])?;
                let at = self.find(id)?;
                self.confirm(at)?;
                Ok((200, self.show(at, form)))
            }
            ["payment_intents", id, "capture"] => {
                check(form, &[], &["amount_to_capture", "expand[]"])?;
                let at = self.find(id)?;
                self.capture(at, value(form, "amount_to_capture"))?;
                Ok((200, self.show(at, form)))
            }
            ["payment_intents", id, "cancel"] => {
                check(form, &[], &["cancellation_reason"])?;
                let at = self.find(id)?;
                if matches!(self.status(at).as_str(), "succeeded" | "canceled" | "processing") {
                    return Err(self.wrong_state(at));
                }
                self.cancel(at, &value(form, "cancellation_reason").unwrap());
                Ok((200, self.intents[at].clone()))
            }
            ["refunds"] => {
                let names = ["payment_intent", "amount", "metadata[refund_id]", "metadata[reason]"];
                check(form, &names, &[])?;
                let at = self.find(&value(form, "payment_intent").unwrap())?;
                let amount = value(form, "amount").unwrap().parse().unwrap();
                let id = self.intents[at]["latest_charge"].as_str().unwrap_or_default().to_owned();
                let gone =
                    self.charges.get(&id).map_or(0, |charge| charge["amount_refunded"].as_i64().unwrap());
                if gone + amount > self.intents[at]["amount_received"].as_i64().unwrap() {
                    return Err(refused("charge_already_refunded", "more than is left", Some("amount")));
                }
                let metadata = json!({
                    "refund_id": value(form, "metadata[refund_id]"), "reason": value(form, "metadata[reason]"),
                });
                Ok((200, self.refund(at, amount, metadata)))
            }
            _ => Err((404, error("invalid_request_error", "url_invalid", "no such path", None))),
        }
    }

    fn create(&mut self, form: &Form) -> Result<Reply, Reply> {
        let names = [
            "amount",
            "currency",
            "capture_method",
            "payment_method_types[]",
            "payment_method",
            "description",
            "metadata[payment_id]",
            "metadata[order_number]",
        ];
        check(form, &names, &[])?;
        let get = |name: &str| value(form, name);
        let amount: i64 = get("amount").unwrap().parse().unwrap();
        let currency = get("currency").unwrap();
        if amount < 50 {
            return Err(refused("amount_too_small", "at least 50", Some("amount")));
        }
        if currency.len() != 3 || currency.bytes().any(|byte| !byte.is_ascii_lowercase()) {
            return Err(refused("parameter_invalid_string", "a currency in lower case", Some("currency")));
        }
        if !["automatic", "manual"].contains(&get("capture_method").unwrap().as_str()) {
            return Err(refused("parameter_invalid_string", "no such method", Some("capture_method")));
        }
        if !get("payment_method").unwrap().starts_with("pm_") {
            return Err(refused("resource_missing", "No such PaymentMethod", Some("payment_method")));
        }
        let id = format!("pi_{}", self.next());
        self.intents.push(objects::intent(&id, &get));
        Ok((200, self.intents.last().unwrap().clone()))
    }

    fn confirm(&mut self, at: usize) -> Result<(), Reply> {
        if !matches!(self.status(at).as_str(), "requires_confirmation" | "requires_payment_method") {
            return Err(self.wrong_state(at));
        }
        let method = self.intents[at]["payment_method"].as_str().unwrap().to_owned();
        match method.as_str() {
            method::DECLINED => {
                let mut failure = error("card_error", "card_declined", "Your card was declined.", None);
                failure["error"]["decline_code"] = json!("generic_decline");
                self.fail(at, &failure["error"]);
                failure["error"]["payment_intent"] = self.intents[at].clone();
                Err((402, failure))
            }
            method::NEEDS_CONSENT => {
                let url = format!("https://hooks.stripe.com/3d_secure_2/hosted?intent={at}");
                let action = json!({ "type": "redirect_to_url", "redirect_to_url": { "url": url, "return_url": null } });
                self.intents[at]["status"] = json!("requires_action");
                self.intents[at]["next_action"] = action;
                self.tell_of(at, "payment_intent.requires_action");
                Ok(())
            }
            _ => {
                self.succeed(at);
                Ok(())
            }
        }
    }

    /// The card was accepted.
    pub fn succeed(&mut self, at: usize) {
        let id = format!("ch_{}", self.next());
        let charge = objects::charge(&id, &self.intents[at]);
        let intent = &mut self.intents[at];
        intent["latest_charge"] = json!(id);
        intent["next_action"] = Value::Null;
        let kind = if intent["capture_method"] == "manual" {
            intent["status"] = json!("requires_capture");
            intent["amount_capturable"] = intent["amount"].clone();
            "payment_intent.amount_capturable_updated"
        } else {
            intent["status"] = json!("succeeded");
            intent["amount_received"] = intent["amount"].clone();
            "payment_intent.succeeded"
        };
        self.charges.insert(id, charge);
        self.tell_of(at, kind);
    }

    pub fn fail(&mut self, at: usize, failure: &Value) {
        let intent = &mut self.intents[at];
        intent["status"] = json!("requires_payment_method");
        intent["last_payment_error"] = failure.clone();
        intent["next_action"] = Value::Null;
        self.tell_of(at, "payment_intent.payment_failed");
    }

    fn capture(&mut self, at: usize, amount: Option<String>) -> Result<(), Reply> {
        if self.status(at) != "requires_capture" {
            return Err(self.wrong_state(at));
        }
        let whole = self.intents[at]["amount"].as_i64().unwrap();
        let amount: i64 = amount.map_or(whole, |amount| amount.parse().unwrap());
        if !(1..=whole).contains(&amount) {
            return Err(refused("amount_too_large", "more than is capturable", Some("amount_to_capture")));
        }
        let intent = &mut self.intents[at];
        intent["status"] = json!("succeeded");
        intent["amount_received"] = json!(amount);
        intent["amount_capturable"] = json!(0);
        let charge = self.charges.get_mut(intent["latest_charge"].as_str().unwrap()).unwrap();
        charge["captured"] = json!(true);
        charge["amount_captured"] = json!(amount);
        self.tell_of(at, "payment_intent.succeeded");
        Ok(())
    }

    pub fn cancel(&mut self, at: usize, reason: &str) {
        let intent = &mut self.intents[at];
        intent["status"] = json!("canceled");
        intent["cancellation_reason"] = json!(reason);
        intent["canceled_at"] = intent["created"].clone();
        intent["amount_capturable"] = json!(0);
        self.tell_of(at, "payment_intent.canceled");
    }

    pub fn refund(&mut self, at: usize, amount: i64, metadata: Value) -> Value {
        let id = format!("re_{}", self.next());
        let refund = objects::refund(&id, &self.intents[at], amount, metadata);
        let charge = self.charges.get_mut(refund["charge"].as_str().unwrap()).unwrap();
        charge["amount_refunded"] = json!(charge["amount_refunded"].as_i64().unwrap() + amount);
        let charge = charge.clone();
        self.refunds.push(refund.clone());
        self.tell("refund.created", &refund);
        self.tell("charge.refunded", &charge);
        refund
    }

    pub(super) fn find(&self, id: &str) -> Result<usize, Reply> {
        let missing = || {
            (
                404,
                error("invalid_request_error", "resource_missing", "No such payment_intent", Some("intent")),
            )
        };
        self.intents.iter().position(|intent| intent["id"] == id).ok_or_else(missing)
    }

    fn status(&self, at: usize) -> String {
        self.intents[at]["status"].as_str().unwrap().to_owned()
    }

    fn wrong_state(&self, at: usize) -> Reply {
        let mut reply = refused("payment_intent_unexpected_state", "not in this status", None);
        reply.1["error"]["payment_intent"] = self.intents[at].clone();
        reply
    }

    pub(super) fn show(&self, at: usize, form: &Form) -> Value {
        match value(form, "expand[]") {
            Some(_) => self.show_whole(at),
            None => self.intents[at].clone(),
        }
    }

    pub(super) fn show_whole(&self, at: usize) -> Value {
        let mut intent = self.intents[at].clone();
        if let Some(charge) = intent["latest_charge"].as_str().and_then(|id| self.charges.get(id)) {
            intent["latest_charge"] = charge.clone();
        }
        intent
    }

    fn tell_of(&mut self, at: usize, kind: &str) {
        let intent = self.intents[at].clone();
        self.tell(kind, &intent);
    }

    pub fn tell(&mut self, kind: &str, object: &Value) -> Value {
        let count = self.next();
        let event = objects::event(&format!("evt_{count}"), kind, object, count);
        self.events.push(event.clone());
        event
    }

    fn next(&mut self) -> i64 {
        self.count += 1;
        self.count
    }
}
