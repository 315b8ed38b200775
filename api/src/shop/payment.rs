//! The ways to pay that the shop offers, and what a browser needs for each.

use domain::settings::PaymentSettings;
use platform::Config;
use poem_openapi::{Enum, Object};

/// How a way to pay works in a browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum PaymentKind {
    /// A card, exchanged for a token at `tokens_url`.
    Card,
    /// Stripe's own fields, which need `publishable_key`; the id of the payment method is the token.
    Stripe,
    /// The payer transfers the money; the order says where to. No token.
    BankTransfer,
    /// The payer pays who delivers. No token.
    CashOnDelivery,
}

/// A way to pay.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct ShopPayment {
    /// What `payment.provider` says when paying this way.
    pub provider: String,
    pub kind: PaymentKind,
    /// Where a browser exchanges a card for a token, relative to the shop.
    pub tokens_url: Option<String>,
    /// By which Stripe knows the shop. Absent when none is configured: then browsers cannot pay this way.
    pub publishable_key: Option<String>,
    /// Days for which an order waits for a transfer.
    pub days: Option<i64>,
    /// Whether it moves no money: there are test cards for it.
    pub is_test: bool,
}

impl ShopPayment {
    fn new(provider: &str, kind: PaymentKind) -> Self {
        let provider = provider.to_owned();
        Self { provider, kind, tokens_url: None, publishable_key: None, days: None, is_test: false }
    }

    /// What the shop offers of what is configured: cards first, then what is paid by hand.
    pub fn offered(config: &Config, settings: &PaymentSettings) -> Vec<Self> {
        let (stripe, by_hand) = (&config.payments.stripe, settings);
        let key = Some(stripe.publishable_key.clone()).filter(|key| !key.is_empty());
        // Keys of the test mode move no money either.
        let is_test = key.as_deref().is_some_and(|key| key.starts_with("pk_test_"));
        let stripe = (stripe.enabled && settings.cards).then(|| Self {
            publishable_key: key,
            is_test,
            ..Self::new("stripe", PaymentKind::Stripe)
        });
        // The sandbox is reached under the shop's own address, wherever it runs.
        let sandbox = (config.payments.sandbox.enabled && settings.cards).then(|| Self {
            tokens_url: Some("/sandbox/v1/tokens".into()),
            is_test: true,
            ..Self::new("sandbox", PaymentKind::Card)
        });
        let transfer = by_hand.bank_transfer.enabled.then(|| Self {
            days: Some(by_hand.bank_transfer.days),
            ..Self::new("bank_transfer", PaymentKind::BankTransfer)
        });
        let cash = by_hand
            .cash_on_delivery
            .enabled
            .then(|| Self::new("cash_on_delivery", PaymentKind::CashOnDelivery));
        stripe.into_iter().chain(sandbox).chain(transfer).chain(cash).collect()
    }
}
