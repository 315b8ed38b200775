//! What orders are told.

use domain::orders::{PaymentChoice, ShippingChoice};
use domain::payments::{LineRefund, RefundWhat};
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::payload::{Address, email_address, object, objects, one_line, present, present_object};
use crate::problem::{Failure, FieldProblem, Result};

/// One of the shop's methods by `method`, or a carrier's quote by `quote_id`; exactly one of them.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ShippingSelection {
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 40,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 40), custom(one_line))]
    pub method: Option<String>,
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub quote_id: Option<Uuid>,
}

impl ShippingSelection {
    pub fn choice(self) -> Result<ShippingChoice> {
        match (self.method, self.quote_id) {
            (Some(method), None) => Ok(ShippingChoice::Method(method)),
            (None, Some(quote_id)) => Ok(ShippingChoice::Quote(quote_id)),
            _ => Err(Failure::invalid(vec![FieldProblem {
                field: "shipping".into(),
                message: "needs either method or quote_id".into(),
            }])),
        }
    }
}

/// With what to pay.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct PaymentSelection {
    /// The name of the payment provider, such as `sandbox`.
    #[oai(validator(
        min_length = 1,
        max_length = 40,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 40), custom(one_line))]
    pub provider: String,
    /// What the provider gave for the card or account; never a card number. A payment method of Stripe (`pm_…`). Left out
    /// for `bank_transfer` and `cash_on_delivery`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 200), custom(one_line))]
    pub token: Option<String>,
}

impl Example for PaymentSelection {
    fn example() -> Self {
        Self { provider: "sandbox".into(), token: Some("tok_4242424242424242".into()) }
    }
}

impl From<PaymentSelection> for PaymentChoice {
    fn from(selection: PaymentSelection) -> Self {
        Self { provider: selection.provider, token: selection.token.unwrap_or_default() }
    }
}

/// Everything but the cart, which is the caller's open one.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct PlaceOrderRequest {
    /// Where mails about the order go. Customers may leave it out to use their own.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(
        max_length = 254,
        pattern = "^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$"
    ))]
    #[garde(custom(email_address))]
    pub email: Option<String>,
    /// Guests must say it. Customers may name one of their address book instead, or leave both out to use their default.
    #[serde(default, deserialize_with = "present_object", skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub shipping_address: Option<Address>,
    /// One of the customer's address book.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub shipping_address_id: Option<Uuid>,
    /// The shipping address when left out; the customer's default when no address is named at all.
    #[serde(default, deserialize_with = "present_object", skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub billing_address: Option<Address>,
    /// One of the customer's address book.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub billing_address_id: Option<Uuid>,
    #[serde(deserialize_with = "object")]
    #[garde(dive)]
    pub shipping: ShippingSelection,
    #[serde(deserialize_with = "object")]
    #[garde(dive)]
    pub payment: PaymentSelection,
    /// The total that the shopper agreed to, in minor units. Any other total is refused with `total_changed`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "0"), maximum(value = "9007199254740")))]
    #[garde(range(min = 0, max = 9_007_199_254_740))]
    pub expected_total_minor: Option<i64>,
}

impl Example for PlaceOrderRequest {
    fn example() -> Self {
        Self {
            email: Some("ada@example.org".into()),
            shipping_address: Some(Address::example()),
            shipping_address_id: None,
            billing_address: None,
            billing_address_id: None,
            shipping: ShippingSelection { method: Some("standard".into()), quote_id: None },
            payment: PaymentSelection::example(),
            expected_total_minor: None,
        }
    }
}

/// Why the order is cancelled.
#[derive(Debug, Default, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct CancelOrderRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 200), custom(one_line))]
    pub reason: Option<String>,
}

impl Example for CancelOrderRequest {
    fn example() -> Self {
        Self { reason: Some("ordered by mistake".into()) }
    }
}

/// A step of fulfilment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Deserialize)]
#[oai(rename_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum FulfilmentStep {
    Pack,
    Ship,
    Deliver,
}

/// The next step of fulfilment.
#[derive(Debug, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct FulfilOrderRequest {
    #[garde(skip)]
    pub step: FulfilmentStep,
    /// The carrier's number of the parcel.
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(
        min_length = 1,
        max_length = 100,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 100), custom(one_line))]
    pub tracking: Option<String>,
}

impl Example for FulfilOrderRequest {
    fn example() -> Self {
        Self { step: FulfilmentStep::Ship, tracking: Some("JJD000390007826".into()) }
    }
}

/// Units of a line that are given back, at the price they were sold for.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields)]
pub struct RefundLineRequest {
    /// The line of the order.
    #[garde(skip)]
    pub line_id: Uuid,
    #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
    #[garde(range(min = 1, max = 1_000_000))]
    pub quantity: i64,
    /// Put them into stock again.
    #[serde(default)]
    #[oai(default)]
    #[garde(skip)]
    pub restock: bool,
}

/// What goes back, and why: an amount, or units of lines; exactly one of them.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct RefundOrderRequest {
    /// In minor units of the order's currency.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(minimum(value = "1"), maximum(value = "9007199254740")))]
    #[garde(range(min = 1, max = 9_007_199_254_740))]
    pub amount_minor: Option<i64>,
    #[serde(default, deserialize_with = "objects", skip_serializing_if = "Vec::is_empty")]
    #[oai(default, validator(max_items = 200))]
    #[garde(length(max = 200), dive)]
    pub lines: Vec<RefundLineRequest>,
    #[oai(validator(
        min_length = 1,
        max_length = 200,
        pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*[^\\s\\x00-\\x1f\\x7f-\\x9f][^\\x00-\\x1f\\x7f-\\x9f]*$"
    ))]
    #[garde(length(chars, min = 1, max = 200), custom(one_line))]
    pub reason: String,
}

impl RefundOrderRequest {
    pub fn what(&self) -> Result<RefundWhat> {
        match (self.amount_minor, self.lines.is_empty()) {
            (Some(amount_minor), true) => Ok(RefundWhat::Amount(amount_minor)),
            (None, false) => {
                let line = |line: &RefundLineRequest| LineRefund {
                    order_line_id: line.line_id,
                    quantity: line.quantity,
                    restock: line.restock,
                    sent: false,
                };
                Ok(RefundWhat::Lines(self.lines.iter().map(line).collect()))
            }
            _ => Err(Failure::invalid(vec![FieldProblem {
                field: "amount_minor".into(),
                message: "needs either amount_minor or lines".into(),
            }])),
        }
    }
}

impl Example for RefundOrderRequest {
    fn example() -> Self {
        Self { amount_minor: Some(500), lines: Vec::new(), reason: "arrived scratched".into() }
    }
}
