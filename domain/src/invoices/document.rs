//! What an invoice or a credit note says, free of how it looks.
//!
//! Everything here is already decided: tax is computed, addresses are in postal order, amounts add up. The
//! renderer prints these values and calculates none of them, save the running total carried between pages.
//! Amounts are minor units of `currency`; rates are basis points (1900 is 19 %).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::settings::Logo;

/// One invoice, frozen when it was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceDocument {
    pub number: String,
    pub issued_on: NaiveDate,
    /// The day the goods were handed over, which decides the tax period.
    pub supplied_on: NaiveDate,
    /// ISO 4217 code; it fixes the number of decimals.
    pub currency: String,
    pub order_number: String,
    /// Whether the amounts of the lines contain the tax.
    #[serde(default = "yes")]
    pub prices_include_tax: bool,
    pub seller: Party,
    pub buyer: Party,
    /// Only when the goods go elsewhere than to the buyer.
    pub ship_to: Option<Party>,
    pub lines: Vec<InvoiceLine>,
    /// Printed as the last line of the table, without an article number if `sku` is empty.
    pub shipping: Option<InvoiceLine>,
    /// One entry per rate, in the order to print.
    pub taxes: Vec<InvoiceTax>,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub total_minor: i64,
    /// For example "Paid by card on 3 March 2026. No amount is due."
    pub paid_note: Option<String>,
    /// Small print for the foot of each page: register entry, bank account, terms.
    pub footer: Vec<String>,
    /// Of a credit note: what it takes back. Its amounts are positive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<Credited>,
    /// Above the seller's name: the logo of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
}

/// The invoice that a credit note takes back, in part or all of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Credited {
    pub number: String,
    pub issued_on: NaiveDate,
}

/// A seller, a buyer or a recipient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    /// Lines in the order the country's post expects, the country last.
    pub address: Vec<String>,
    /// Required of the seller; of the buyer only in trade between businesses.
    pub tax_id: Option<String>,
    /// E-mail, telephone, web site: one per line.
    pub contact: Vec<String>,
}

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    /// Price of one, before discounts.
    pub unit_price_minor: i64,
    pub tax_rate_bp: i32,
    /// Price of all, after any discount on the line.
    pub total_minor: i64,
    /// Printed under the name: what was taken off, and why.
    #[serde(default)]
    pub notes: Vec<String>,
}

fn yes() -> bool {
    true
}

/// What was sold at one tax rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceTax {
    pub rate_bp: i32,
    pub net_minor: i64,
    pub tax_minor: i64,
    pub gross_minor: i64,
}
