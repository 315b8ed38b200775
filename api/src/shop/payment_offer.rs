//! Which ways to pay the shop offers, as staff sees and changes it. Keys of providers are in the configuration alone.

use domain::settings::{
    BankTransferSettings, CapturePolicy as Policy, CashOnDeliverySettings, PaymentSettings,
};
use poem_openapi::{Enum, Object};
use serde::Deserialize;

use crate::payload::object;

/// When money is taken that a provider can set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum CapturePolicy {
    /// At checkout.
    AtOnce,
    /// Authorised at checkout, taken with the first parcel.
    AtShipment,
}

/// Which ways to pay are offered. Payments that were begun go on, whatever is switched off.
#[derive(Debug, Clone, Deserialize, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct PaymentOffer {
    pub capture: CapturePolicy,
    /// Whether payment by card is offered, through the providers that are configured.
    pub cards: bool,
    #[serde(deserialize_with = "object")]
    pub bank_transfer: BankTransferOffer,
    #[serde(deserialize_with = "object")]
    pub cash_on_delivery: CashOnDeliveryOffer,
}

/// The payer transfers the money; staff record what came.
#[derive(Debug, Clone, Deserialize, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct BankTransferOffer {
    pub enabled: bool,
    /// Whose account it is.
    #[oai(validator(max_length = 100))]
    pub holder: String,
    #[oai(validator(max_length = 100))]
    pub iban: String,
    /// May be empty.
    #[oai(validator(max_length = 100))]
    pub bic: String,
    /// For so long an order waits for its money, and its stock is held.
    #[oai(validator(minimum(value = "1"), maximum(value = "365")))]
    pub days: i64,
}

/// The payer pays who delivers.
#[derive(Debug, Clone, Deserialize, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct CashOnDeliveryOffer {
    pub enabled: bool,
}

impl From<PaymentSettings> for PaymentOffer {
    fn from(settings: PaymentSettings) -> Self {
        let PaymentSettings { capture, cards, bank_transfer, cash_on_delivery } = settings;
        let BankTransferSettings { enabled, holder, iban, bic, days } = bank_transfer;
        Self {
            capture: match capture {
                Policy::AtOnce => CapturePolicy::AtOnce,
                Policy::AtShipment => CapturePolicy::AtShipment,
            },
            cards,
            bank_transfer: BankTransferOffer { enabled, holder, iban, bic, days },
            cash_on_delivery: CashOnDeliveryOffer { enabled: cash_on_delivery.enabled },
        }
    }
}

impl From<PaymentOffer> for PaymentSettings {
    fn from(offer: PaymentOffer) -> Self {
        let PaymentOffer { capture, cards, bank_transfer, cash_on_delivery } = offer;
        let BankTransferOffer { enabled, holder, iban, bic, days } = bank_transfer;
        Self {
            capture: match capture {
                CapturePolicy::AtOnce => Policy::AtOnce,
                CapturePolicy::AtShipment => Policy::AtShipment,
            },
            cards,
            bank_transfer: BankTransferSettings { enabled, holder, iban, bic, days },
            cash_on_delivery: CashOnDeliverySettings { enabled: cash_on_delivery.enabled },
        }
    }
}
