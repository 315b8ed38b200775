//! What a shop decides about itself. `platform` reads it from the configuration; what staff changes while the shop runs is
//! kept in the database and laid over it ([`ShopSettings::with`]). Whoever does a piece of work takes the settings once
//! and keeps to them.

mod change;
mod overrides;
mod rules;

pub use change::{Edit, SettingsChange, change};
pub use overrides::{Overrides, overrides};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::payments::{BANK_TRANSFER, CASH_ON_DELIVERY};
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
    /// Days after its arrival in which a customer may ask to send something back; 0 is never.
    pub return_days: i64,
    /// Whether reviews wait for staff before everybody sees them.
    pub reviews_wait: bool,
    /// Whether prices of goods and shipping contain the tax, or it comes on top.
    pub prices_include_tax: bool,
    /// Tax on shipping where no zone says otherwise, basis points.
    pub shipping_tax_rate_bp: i32,
    /// Those that a new shop starts with: they count as long as staff has made none.
    pub shipping_methods: Vec<FlatMethod>,
    pub payments: PaymentSettings,
    /// Where parcels go, ISO 3166-1 alpha-2. Empty: everywhere.
    pub countries: Vec<String>,
    /// Whether staff may do nothing without a second factor.
    pub staff_second_factor: bool,
    /// The part of message ids behind the @. `None`: the sender's. It stays when the sender changes, so that a mail that
    /// is sent again has the id it had.
    #[serde(skip)]
    pub mail_domain: Option<String>,
    /// Where the shop is reached, such as `https://shop.example`.
    #[serde(skip)]
    pub public_url: String,
    /// Shown by mails, papers and the storefront. The configuration has none.
    #[serde(skip)]
    pub logo: Option<Logo>,
}

/// A picture that stands for the shop, in storage. A logo that is given up stays there, since mails that were sent show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Logo {
    /// PNG, public.
    pub storage_key: String,
    /// The same as JPEG on white, for papers.
    pub paper_key: String,
    /// Pixels, as it is to be shown: the files have twice as many.
    pub width: i32,
    pub height: i32,
}

impl ShopSettings {
    /// # Errors
    /// Refused `not_delivered_there`.
    pub fn check_destination(&self, address: &Address) -> Result<()> {
        if self.countries.is_empty() || self.countries.contains(&address.country) {
            return Ok(());
        }
        let countries = self.countries.join(", ");
        let detail = format!("nothing is sent to {}; the shop delivers to {countries}", address.country);
        Err(Error::refused("not_delivered_there", detail))
    }

    /// Where everybody can fetch a public file.
    pub fn public_address(&self, storage_key: &str) -> String {
        format!("{}/{storage_key}", self.public_url.trim_end_matches('/'))
    }

    /// The part of message ids behind the @.
    pub fn mail_domain(&self) -> &str {
        self.mail_domain.as_deref().unwrap_or_else(|| domain_of(&self.sender))
    }
}

/// The part behind the @ of `Name <address@domain>`.
fn domain_of(sender: &str) -> &str {
    sender.rsplit('@').next().map_or("localhost", |domain| domain.trim_end_matches('>'))
}

/// How the shop takes money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentSettings {
    pub capture: CapturePolicy,
    /// Whether payment by card is offered, through the providers that are configured.
    pub cards: bool,
    pub bank_transfer: BankTransferSettings,
    pub cash_on_delivery: CashOnDeliverySettings,
}

impl PaymentSettings {
    /// Whether new payments may go through that provider, if there is one of that name.
    pub fn offers(&self, provider: &str) -> bool {
        match provider {
            BANK_TRANSFER => self.bank_transfer.enabled,
            CASH_ON_DELIVERY => self.cash_on_delivery.enabled,
            _ => self.cards,
        }
    }
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankTransferSettings {
    pub enabled: bool,
    pub holder: String,
    pub iban: String,
    pub bic: String,
    /// For so long an order waits for its money, and its stock is held.
    pub days: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CashOnDeliverySettings {
    pub enabled: bool,
}

/// When customers are reminded; 0 is never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
