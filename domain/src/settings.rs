//! What a shop decides about itself: read from configuration by `platform`, handed to the domain as it is.

use serde::{Deserialize, Serialize};

use crate::shipping::Address;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopSettings {
    pub name: String,
    /// ISO 4217; every price of the shop is in it.
    pub currency: String,
    /// `From` of every mail, such as `Penden <shop@example.org>`.
    pub sender: String,
    /// The page of an order, with `{id}` where its id goes; mails link to it. Empty: mails have no such link.
    pub order_url: String,
    /// The page that takes the tokens of mails, with `{action}` (`confirm-email`, `reset-password`) and `{token}` where
    /// they go. Empty: mails have the token alone.
    pub account_url: String,
    pub seller: Seller,
    /// Minutes for which stock is held for an order that is not paid.
    pub hold_minutes: i64,
    /// Hours after which an untouched cart counts as abandoned.
    pub cart_idle_hours: i64,
    pub reminders: ReminderSettings,
    /// Tax contained in shipping prices, basis points.
    pub shipping_tax_rate_bp: i32,
    pub shipping_methods: Vec<FlatMethod>,
    pub payments: PaymentSettings,
}

/// How the shop takes money.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentSettings {
    pub capture: CapturePolicy,
    pub bank_transfer: BankTransferSettings,
    pub cash_on_delivery: CashOnDeliverySettings,
}

/// When money that a provider can set aside is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CapturePolicy {
    AtOnce,
    /// Authorised at checkout, taken with the first parcel.
    AtShipment,
}

/// The account to which payers send money.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankTransferSettings {
    pub enabled: bool,
    pub holder: String,
    pub iban: String,
    pub bic: String,
    /// For so long an order waits for its money, and its stock is held.
    pub days: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CashOnDeliverySettings {
    pub enabled: bool,
}

/// When customers are reminded; 0 is never.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReminderSettings {
    /// Minutes after which an unpaid order is reminded of, while it is held.
    pub unpaid_minutes: i64,
    /// Hours after which an untouched cart is.
    pub cart_hours: i64,
    /// Days after its completion when an order's customer is asked for a review.
    pub review_days: i64,
}

/// Who sells, as invoices must say it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seller {
    pub address: Address,
    pub tax_id: String,
    pub email: String,
    pub website: String,
    /// Small print under each invoice.
    pub footer: Vec<String>,
}

/// A shipping method with one price for every parcel.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlatMethod {
    pub code: String,
    pub name: String,
    /// Tax included, minor units.
    pub price_minor: i64,
    /// Orders of at least this much are shipped free of charge.
    pub free_from_minor: Option<i64>,
    /// Days until it arrives.
    pub days: i32,
}
