//! What the model may ask for. Each tool looks at who the visitor is, whatever the model says, and takes nothing from the
//! model but what its arguments name. An argument that is wrong is told to the model, which may try again.

mod cart;
mod catalog;
mod delivery;
mod orders;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::sync::mpsc::Sender;

use super::moment::Moment;
use super::visitor::Visitor;
use crate::assistant::{ToolCall, ToolSpec};
use crate::error::{Error, Result};
use crate::search::Searching;
use crate::settings::ShopSettings;
use crate::store::Store;

/// Of a result, bytes.
const RESULT: usize = 12_000;

/// What tools work with.
pub struct Bench<'a> {
    pub store: &'a Store,
    /// Finds products, as it does for the page of results.
    pub searching: Searching<'a>,
    pub settings: &'a ShopSettings,
    pub visitor: &'a Visitor,
}

/// All tools. Without a log-in there are none that need one; they would refuse anyway.
pub fn specs(is_logged_in: bool) -> Vec<ToolSpec> {
    let mut specs = vec![
        catalog::search_spec(),
        catalog::show_spec(),
        catalog::stock_spec(),
        delivery::spec(),
        cart::spec(),
        ToolSpec {
            name: "hand_over",
            description: "Lets the shopper write to a person of the shop.",
            parameters: object(json!({}), &[]),
        },
    ];
    if is_logged_in {
        specs.extend([orders::list_spec(), orders::show_spec()]);
    }
    specs
}

impl Bench<'_> {
    pub(super) fn shop_name(&self) -> &str {
        &self.settings.name
    }

    /// Runs it and says what came of it, as JSON.
    ///
    /// # Errors
    /// Only those that are nobody's fault here: the database.
    pub(super) async fn run(&self, call: &ToolCall, page: &Sender<Moment>) -> Result<String> {
        let Some(name) = specs(true).iter().map(|spec| spec.name).find(|name| *name == call.name) else {
            return Ok(refusal("there is no such tool"));
        };
        // Whether the page listens shows when the answer is told.
        let _ = page.send(Moment::Looking(name)).await;
        let result = match name {
            "search_products" => catalog::find(self, arguments(call)).await,
            "show_product" => catalog::show(self, arguments(call)).await,
            "check_stock" => catalog::stock(self, arguments(call)).await,
            "delivery" => delivery::tell(self, arguments(call)).await,
            "my_orders" => orders::list(self, arguments(call)).await,
            "my_order" => orders::show(self, arguments(call)).await,
            "propose_for_cart" => cart::propose(self, arguments(call), page).await,
            _ => hand_over(arguments(call), page).await,
        };
        let outcome = if result.is_ok() { "ok" } else { "refused" };
        metrics::counter!("penden_assistant_tools_total", "tool" => name, "outcome" => outcome).increment(1);
        match result {
            Ok(result) => Ok(shortened(result.to_string())),
            Err(Error::Invalid(wrong)) => {
                let told: Vec<_> = wrong.iter().map(|one| format!("{} {}", one.field, one.message)).collect();
                Ok(refusal(&told.join("; ")))
            }
            Err(error @ (Error::NotFound { .. } | Error::Refused { .. } | Error::Conflict { .. })) => {
                Ok(refusal(&error.to_string()))
            }
            Err(error) => Err(error),
        }
    }
}

/// Arguments as they should be. They come from the model, so that anything may stand there.
fn arguments<T: DeserializeOwned>(call: &ToolCall) -> Result<T> {
    serde_json::from_value(call.arguments.clone())
        .map_err(|error| Error::invalid("arguments", error.to_string()))
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

async fn hand_over(arguments: Result<Nothing>, page: &Sender<Moment>) -> Result<Value> {
    arguments?;
    let _ = page.send(Moment::HandOver).await;
    Ok(json!({ "shown": "a form by which the shopper can write to a person of the shop" }))
}

/// A schema of an object with these members.
fn object(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

pub(super) fn refusal(why: &str) -> String {
    json!({ "error": shortened(why.to_owned()) }).to_string()
}

/// The same, with a word that nothing more is looked up.
pub(super) fn last(result: &str) -> String {
    match serde_json::from_str(result) {
        Ok(Value::Object(mut members)) => {
            members.insert("note".to_owned(), json!("No more tools: answer with what you know."));
            Value::Object(members).to_string()
        }
        _ => result.to_owned(),
    }
}

fn shortened(mut text: String) -> String {
    if text.len() > RESULT {
        let end = (0..=RESULT).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
        text.truncate(end);
        text.push_str(" … (cut off)");
    }
    text
}
