//! What returns look like on the wire.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::entity::{order, order_line};
use domain::returns::{AskReturn, AskedLine, Left, Return as DomainReturn};
use garde::Validate;
use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Money;
use crate::orders::states::{ReturnCause, ReturnStatus};
use crate::payload::{objects, one_line, present};

/// Units of a line that are sent back.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct ReturnLine {
    /// The line of the order.
    pub line_id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub reason: ReturnCause,
    /// How many of them went back into stock.
    pub restocked: i64,
}

/// What a customer sends back.
#[derive(Debug, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Return {
    pub id: Uuid,
    /// What people read out, and write onto the parcel.
    pub number: String,
    pub order_id: Uuid,
    pub state: ReturnStatus,
    pub lines: Vec<ReturnLine>,
    /// What the customer says; may be empty.
    pub message: String,
    /// What the shop answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What the lines come to, tax included and less discounts: expected, until it is refunded.
    pub amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<DateTime<Utc>>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    /// Where staff looks at returns of all orders.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<ReturnedOrder>,
}

impl Return {
    /// `sold`: the lines of its order, or of many.
    pub fn new(one: DomainReturn, sold: &HashMap<Uuid, order_line::Model>) -> Self {
        let DomainReturn { row, lines } = one;
        let line = |line: domain::entity::return_line::Model| {
            let sold = sold.get(&line.order_line_id)?;
            Some(ReturnLine {
                line_id: sold.id,
                product_id: sold.product_id,
                sku: sold.sku.clone(),
                name: sold.name.clone(),
                quantity: line.quantity,
                reason: line.reason.into(),
                restocked: line.restocked,
            })
        };
        Self {
            id: row.id,
            number: row.number,
            order_id: row.order_id,
            state: row.state.into(),
            lines: lines.into_iter().filter_map(line).collect(),
            message: row.message,
            answer: row.answer,
            amount: Money::new(row.amount_minor, &row.currency),
            received_at: row.received_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
            order: None,
        }
    }

    /// The same, with the order that it is about.
    pub fn found(one: DomainReturn, order: order::Model, sold: &HashMap<Uuid, order_line::Model>) -> Self {
        let order = ReturnedOrder { number: order.number, email: order.email, customer_id: order.user_id };
        Self { order: Some(order), ..Self::new(one, sold) }
    }
}

/// How many units of a line can be asked for.
#[derive(Debug, Object)]
pub struct Returnable {
    /// The line of the order.
    pub line_id: Uuid,
    pub quantity: i64,
}

/// The returns of an order, and what of it could be sent back now.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrderReturns {
    /// Oldest first.
    pub items: Vec<Return>,
    /// Lines of which something can be asked for.
    pub returnable: Vec<Returnable>,
    /// Until when, if that is known.
    pub until: Option<DateTime<Utc>>,
}

impl OrderReturns {
    pub fn new(returns: Vec<DomainReturn>, left: &Left, sold: &HashMap<Uuid, order_line::Model>) -> Self {
        let mut lines: Vec<&order_line::Model> = sold.values().collect();
        lines.sort_unstable_by_key(|line| line.position);
        let returnable = lines
            .into_iter()
            .map(|line| Returnable { line_id: line.id, quantity: left.of(line.id) })
            .filter(|line| line.quantity > 0)
            .collect();
        let items = returns.into_iter().map(|one| Return::new(one, sold)).collect();
        Self { items, returnable, until: left.until }
    }
}

/// The order that a return is about.
#[derive(Debug, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ReturnedOrder {
    pub number: String,
    pub email: String,
    /// Absent for a guest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<Uuid>,
}

/// A page of returns.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ReturnPage {
    pub items: Vec<Return>,
    pub next_cursor: Option<String>,
}

/// Units of a line that somebody wants to send back.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct ReturnLineRequest {
    /// The line of the order.
    #[garde(skip)]
    pub line_id: Uuid,
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    #[garde(range(min = 1, max = 1_000_000))]
    pub quantity: i64,
    #[garde(skip)]
    pub reason: ReturnCause,
}

/// What somebody wants to send back.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ReturnRequest {
    #[serde(deserialize_with = "objects")]
    #[oai(validator(min_items = 1, max_items = 200))]
    #[garde(length(min = 1, max = 200), dive)]
    pub lines: Vec<ReturnLineRequest>,
    /// What the shop should know.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 1000,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = domain::returns::MESSAGE), custom(one_line))]
    pub message: Option<String>,
}

impl ReturnRequest {
    pub fn about(&self, order_id: Uuid) -> AskReturn {
        let line = |line: &ReturnLineRequest| AskedLine {
            order_line_id: line.line_id,
            quantity: line.quantity,
            reason: line.reason.into(),
        };
        AskReturn {
            order_id,
            lines: self.lines.iter().map(line).collect(),
            message: self.message.clone().unwrap_or_default(),
        }
    }
}

impl Example for ReturnRequest {
    fn example() -> Self {
        let line = ReturnLineRequest { line_id: Uuid::nil(), quantity: 1, reason: ReturnCause::DoesNotFit };
        Self { lines: vec![line], message: Some("A size larger would fit.".into()) }
    }
}

/// What the customer is told beside.
#[derive(Debug, Default, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ApproveReturnRequest {
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 1000,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 1000), custom(one_line))]
    pub answer: Option<String>,
}

impl Example for ApproveReturnRequest {
    fn example() -> Self {
        Self { answer: Some("Please use the label in the parcel.".into()) }
    }
}

/// Why it is not taken back, for the customer.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct RejectReturnRequest {
    #[oai(validator(
        min_length = 1,
        max_length = 1000,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 1000), custom(one_line))]
    pub answer: String,
}

impl Example for RejectReturnRequest {
    fn example() -> Self {
        Self { answer: "It was worn, and so cannot be sold again.".into() }
    }
}

/// Units of a line that go into stock again.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct RestockRequest {
    /// The line of the order.
    #[garde(skip)]
    pub line_id: Uuid,
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    #[garde(range(min = 1, max = 1_000_000))]
    pub quantity: i64,
}

/// What of it goes into stock again; nothing when empty.
#[derive(Debug, Default, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct ReceiveReturnRequest {
    #[serde(default, deserialize_with = "objects")]
    #[oai(default, validator(max_items = 200))]
    #[garde(length(max = 200), dive)]
    pub restock: Vec<RestockRequest>,
}

impl Example for ReceiveReturnRequest {
    fn example() -> Self {
        Self { restock: vec![RestockRequest { line_id: Uuid::nil(), quantity: 1 }] }
    }
}
