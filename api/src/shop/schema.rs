//! What the shop and its settings look like on the wire.

use domain::settings::{Edit, FlatMethod, ReminderSettings, SettingsChange, ShopSettings};
use garde::Validate;
use platform::Config;
use platform::mail::is_sender;
use poem_openapi::Object;
use poem_openapi::types::{Example, MaybeUndefined};
use serde::Deserialize;

use super::logo::ShopLogo;
use super::payment::ShopPayment;
use super::payment_offer::PaymentOffer;
use crate::money::Money;
use crate::payload::{Address, object, present};

/// The shop itself.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Shop {
    pub name: String,
    /// ISO 4217; every price of the shop is in it.
    #[oai(validator(pattern = "^[A-Z]{3}$"))]
    pub currency: String,
    /// Whether prices contain the tax, or it comes on top.
    pub prices_include_tax: bool,
    /// Where parcels go, ISO 3166-1 alpha-2. Empty: everywhere.
    pub countries: Vec<String>,
    /// Where customers reach the seller.
    pub email: String,
    pub website: String,
    pub seller: Address,
    pub tax_id: String,
    /// Whether this is a demonstration, with its mailbox and jobs open to everybody.
    pub is_demo: bool,
    /// Carts of at least this much can be sent free of charge, as long as staff has made no shipping methods. Absent when none
    /// can.
    pub free_shipping_from: Option<Money>,
    /// The ways to pay, the usual one first.
    pub payments: Vec<ShopPayment>,
    /// Whether an assistant answers shoppers.
    pub assistant: bool,
    /// Days after its arrival in which something may be sent back; 0 is never.
    pub return_days: i64,
    /// Stands for the shop beside its name.
    pub logo: Option<ShopLogo>,
}

impl Shop {
    pub fn new(settings: &ShopSettings, config: &Config, assistant: bool) -> Self {
        let seller = settings.seller.clone();
        let free_from = settings.shipping_methods.iter().filter_map(free_from).min();
        Self {
            name: settings.name.clone(),
            currency: settings.currency.clone(),
            prices_include_tax: settings.prices_include_tax,
            countries: settings.countries.clone(),
            email: seller.email,
            website: seller.website,
            seller: seller.address.into(),
            tax_id: seller.tax_id,
            is_demo: config.demo.open_pages,
            free_shipping_from: free_from.map(|minor| Money::new(minor, settings.currency.clone())),
            assistant,
            return_days: settings.return_days,
            payments: ShopPayment::offered(config, &settings.payments),
            logo: settings.logo.as_ref().map(Into::into),
        }
    }
}

/// From which value of the items on a method costs nothing.
fn free_from(method: &FlatMethod) -> Option<i64> {
    if method.price_minor == 0 { Some(0) } else { method.free_from_minor }
}

/// What the shop says about itself and how it works.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Settings {
    pub name: String,
    /// Of every price, ISO 4217.
    pub currency: String,
    /// `From` of every mail.
    pub sender: String,
    /// The page of an order, with `{id}` where its id goes. Empty: mails have no link.
    pub order_url: String,
    /// The page that takes the tokens of mails, with `{action}` and `{token}`. Empty: mails have the token alone.
    pub account_url: String,
    pub seller: Seller,
    /// Where parcels go, ISO 3166-1 alpha-2. Empty: everywhere.
    pub countries: Vec<String>,
    /// Minutes for which stock is held for an order that is not paid.
    pub hold_minutes: i64,
    /// Hours after which an untouched cart counts as abandoned.
    pub cart_idle_hours: i64,
    pub reminders: Reminders,
    /// Days after its arrival in which a customer may ask to send something back; 0 is never.
    pub return_days: i64,
    /// Whether reviews wait for staff before everybody sees them.
    pub reviews_wait: bool,
    /// Whether prices of goods and shipping contain the tax, or it comes on top.
    pub prices_include_tax: bool,
    /// Whether staff may do nothing without a second factor.
    pub staff_second_factor: bool,
    pub payments: PaymentOffer,
    /// See `PUT /settings/logo`.
    pub logo: Option<ShopLogo>,
    /// Grows with each change.
    pub version: i64,
}

impl Settings {
    pub fn new(settings: ShopSettings, version: i64) -> Self {
        let ReminderSettings { unpaid_minutes, cart_hours, review_days } = settings.reminders;
        Self {
            name: settings.name,
            currency: settings.currency,
            sender: settings.sender,
            order_url: settings.order_url,
            account_url: settings.account_url,
            seller: settings.seller.into(),
            countries: settings.countries,
            hold_minutes: settings.hold_minutes,
            cart_idle_hours: settings.cart_idle_hours,
            reminders: Reminders { unpaid_minutes, cart_hours, review_days },
            return_days: settings.return_days,
            reviews_wait: settings.reviews_wait,
            prices_include_tax: settings.prices_include_tax,
            staff_second_factor: settings.staff_second_factor,
            payments: settings.payments.into(),
            logo: settings.logo.as_ref().map(Into::into),
            version,
        }
    }
}

/// Who sells, as invoices say it.
#[derive(Debug, Clone, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct Seller {
    #[serde(deserialize_with = "object")]
    #[garde(dive)]
    pub address: Address,
    /// The tax number, as invoices must show it.
    #[oai(validator(max_length = 200))]
    #[garde(length(chars, max = 200))]
    pub tax_id: String,
    /// Where customers reach the seller.
    #[oai(validator(max_length = 200))]
    #[garde(length(chars, max = 200))]
    pub email: String,
    #[oai(validator(max_length = 200))]
    #[garde(length(chars, max = 200))]
    pub website: String,
    /// Small print under each invoice, a line each.
    #[oai(validator(max_items = 5))]
    #[garde(length(max = 5))]
    pub footer: Vec<String>,
}

impl From<domain::settings::Seller> for Seller {
    fn from(seller: domain::settings::Seller) -> Self {
        let domain::settings::Seller { address, tax_id, email, website, footer } = seller;
        Self { address: address.into(), tax_id, email, website, footer }
    }
}

impl From<Seller> for domain::settings::Seller {
    fn from(seller: Seller) -> Self {
        let Seller { address, tax_id, email, website, footer } = seller;
        Self { address: address.into(), tax_id, email, website, footer }
    }
}

/// When customers are reminded; 0 is never.
#[derive(Debug, Clone, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(deny_unknown_fields)]
pub struct Reminders {
    /// Minutes after which an unpaid order is reminded of, while it is held.
    #[oai(validator(minimum(value = "0"), maximum(value = "100000")))]
    pub unpaid_minutes: i64,
    /// Hours after which an untouched cart is, if its customer agreed to it.
    #[oai(validator(minimum(value = "0"), maximum(value = "10000")))]
    pub cart_hours: i64,
    /// Days after its completion when an order's customer is asked for a review.
    #[oai(validator(minimum(value = "0"), maximum(value = "365")))]
    pub review_days: i64,
}

// The rules are the domain's (`ShopSettings::violations`), so that they are told all at once.
/// What of the settings changes. What is absent stays, what is null is as configured again.
#[derive(Debug, Default, Deserialize, Validate, Object)]
#[serde(default, deny_unknown_fields)]
#[garde(allow_unvalidated)]
#[oai(example, deny_unknown_fields)]
pub struct SettingsChangeRequest {
    #[oai(nullable, validator(min_length = 1, max_length = 100))]
    pub name: MaybeUndefined<String>,
    #[oai(nullable, validator(pattern = "^[A-Z]{3}$"))]
    pub currency: MaybeUndefined<String>,
    #[oai(nullable, validator(min_length = 1, max_length = 200))]
    #[garde(custom(can_send))]
    pub sender: MaybeUndefined<String>,
    #[oai(nullable, validator(max_length = 500))]
    pub order_url: MaybeUndefined<String>,
    #[oai(nullable, validator(max_length = 500))]
    pub account_url: MaybeUndefined<String>,
    #[oai(nullable)]
    #[garde(custom(whole_seller))]
    pub seller: MaybeUndefined<Seller>,
    #[oai(nullable, validator(max_items = 300))]
    pub countries: MaybeUndefined<Vec<String>>,
    #[oai(nullable, validator(minimum(value = "1"), maximum(value = "100000")))]
    pub hold_minutes: MaybeUndefined<i64>,
    #[oai(nullable, validator(minimum(value = "1"), maximum(value = "10000")))]
    pub cart_idle_hours: MaybeUndefined<i64>,
    #[oai(nullable)]
    pub reminders: MaybeUndefined<Reminders>,
    #[oai(nullable, validator(minimum(value = "0"), maximum(value = "3650")))]
    pub return_days: MaybeUndefined<i64>,
    #[oai(nullable)]
    pub reviews_wait: MaybeUndefined<bool>,
    #[oai(nullable)]
    pub prices_include_tax: MaybeUndefined<bool>,
    #[oai(nullable)]
    pub staff_second_factor: MaybeUndefined<bool>,
    #[oai(nullable)]
    pub payments: MaybeUndefined<PaymentOffer>,
    /// The version that the caller has seen; another one in the meantime is a conflict.
    #[serde(deserialize_with = "present")]
    pub version: Option<i64>,
}

fn can_send(sender: &MaybeUndefined<String>, _: &()) -> garde::Result {
    match sender {
        MaybeUndefined::Value(text) if !is_sender(text) => {
            Err(garde::Error::new("must be an address such as Shop <shop@example.org>"))
        }
        _ => Ok(()),
    }
}

fn whole_seller(seller: &MaybeUndefined<Seller>, _: &()) -> garde::Result {
    let MaybeUndefined::Value(seller) = seller else { return Ok(()) };
    seller.validate().map_err(|report| garde::Error::new(report.to_string().trim().replace('\n', "; ")))
}

impl Example for SettingsChangeRequest {
    fn example() -> Self {
        Self {
            name: MaybeUndefined::Value("Haus am See".into()),
            countries: MaybeUndefined::Value(vec!["DE".into(), "AT".into()]),
            ..Self::default()
        }
    }
}

impl From<SettingsChangeRequest> for SettingsChange {
    fn from(request: SettingsChangeRequest) -> Self {
        let reminders = |Reminders { unpaid_minutes, cart_hours, review_days }| ReminderSettings {
            unpaid_minutes,
            cart_hours,
            review_days,
        };
        Self {
            name: edit(request.name),
            currency: edit(request.currency),
            sender: edit(request.sender),
            order_url: edit(request.order_url),
            account_url: edit(request.account_url),
            seller: edit(request.seller.map_value(Into::into)),
            countries: edit(request.countries),
            hold_minutes: edit(request.hold_minutes),
            cart_idle_hours: edit(request.cart_idle_hours),
            reminders: edit(request.reminders.map_value(reminders)),
            return_days: edit(request.return_days),
            reviews_wait: edit(request.reviews_wait),
            prices_include_tax: edit(request.prices_include_tax),
            staff_second_factor: edit(request.staff_second_factor),
            payments: edit(request.payments.map_value(Into::into)),
            // A file, which comes by another door.
            logo: Edit::Keep,
            version: request.version,
        }
    }
}

fn edit<T>(field: MaybeUndefined<T>) -> Edit<T> {
    match field {
        MaybeUndefined::Undefined => Edit::Keep,
        MaybeUndefined::Null => Edit::Configured,
        MaybeUndefined::Value(value) => Edit::To(value),
    }
}
