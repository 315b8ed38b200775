//! Orders as lists show them.

use chrono::{DateTime, Utc};
use domain::entity::order_history;
use poem_openapi::Object;
use serde::Deserialize;
use uuid::Uuid;

use crate::money::Money;

/// What of a line the order history shows.
#[derive(Debug, Deserialize, Object)]
pub struct OrderSummaryLine {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
}

/// An order in a list. It may lag a moment behind the order itself.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrderSummary {
    pub order_id: Uuid,
    pub number: String,
    pub state: String,
    /// `pending`, `requires_action`, `awaiting_money`, `authorized`, `failed`, `partially_paid`, `paid`,
    /// `partially_refunded` or `refunded`.
    pub payment_status: String,
    pub fulfilment: String,
    pub total: Money,
    pub refunded_total: Money,
    pub units: i64,
    pub lines: Vec<OrderSummaryLine>,
    pub invoice_number: Option<String>,
    pub placed_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TryFrom<order_history::Model> for OrderSummary {
    type Error = domain::Error;

    fn try_from(row: order_history::Model) -> domain::Result<Self> {
        Ok(Self {
            order_id: row.order_id,
            number: row.number,
            state: row.state,
            payment_status: row.payment_status,
            fulfilment: row.fulfilment,
            total: Money::new(row.total_minor, &row.currency),
            refunded_total: Money::new(row.refunded_minor, &row.currency),
            units: row.units,
            lines: serde_json::from_value(row.lines)?,
            invoice_number: row.invoice_number,
            placed_at: row.placed_at,
            updated_at: row.updated_at,
        })
    }
}

/// A page of orders, newest first.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrderPage {
    pub items: Vec<OrderSummary>,
    pub next_cursor: Option<String>,
    /// Everything that happened up to then is in the list.
    pub as_of: DateTime<Utc>,
}
