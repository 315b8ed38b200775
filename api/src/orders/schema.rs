//! What orders look like on the wire.

use chrono::{DateTime, Utc};
use domain::entity::states::{FulfilmentState, OrderState, PaymentState, RefundState};
use domain::entity::{order_history, order_line, payment, refund, transition};
use domain::orders::{OrderView, PaymentChoice, ShippingChoice};
use garde::Validate;
use poem_openapi::types::Example;
use poem_openapi::{Enum, Object};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::money::Money;
use crate::payload::{Address, present};
use crate::problem::{Failure, FieldProblem, Result};

macro_rules! wire_enum {
    ($(#[$doc:meta])* $name:ident from $stored:ident { $($variant:ident),+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize, Deserialize)]
        #[oai(rename_all = "snake_case")]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($variant),+ }

        impl $name {
            /// As stored.
            #[allow(dead_code, reason = "not every state is filtered by")]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $stored::$variant.as_str()),+ }
            }
        }

        impl From<$stored> for $name {
            fn from(state: $stored) -> Self {
                match state { $($stored::$variant => Self::$variant),+ }
            }
        }
    };
}

wire_enum!(
    /// Where an order stands.
    OrderStatus from OrderState { AwaitingPayment, Placed, Completed, Cancelled, Expired }
);
wire_enum!(
    /// How far the goods are.
    Fulfilment from FulfilmentState { Pending, Packed, Shipped, Delivered, Cancelled }
);
wire_enum!(
    /// What became of an attempt to pay. `unknown`: the provider did not answer yet; it is asked again.
    PaymentStatus from PaymentState {
        Created, RequiresAction, Processing, Authorized, Captured, Failed, Voided, Unknown
    }
);
wire_enum!(
    /// What became of a refund.
    RefundStatus from RefundState { Requested, Processing, Succeeded, Failed, Unknown }
);

/// One of the shop's methods by `method`, or a carrier's quote by `quote_id`; exactly one of them.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct ShippingSelection {
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_length = 1, max_length = 40))]
    #[garde(length(chars, min = 1, max = 40))]
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
#[oai(example, deny_unknown_fields)]
pub struct PaymentSelection {
    /// The name of the payment provider, such as `sandbox`.
    #[oai(validator(min_length = 1, max_length = 40))]
    #[garde(length(chars, min = 1, max = 40))]
    pub provider: String,
    /// What the provider gave for the card or account; never a card number.
    #[oai(validator(min_length = 1, max_length = 200))]
    #[garde(length(chars, min = 1, max = 200))]
    pub token: String,
}

impl Example for PaymentSelection {
    fn example() -> Self {
        Self { provider: "sandbox".into(), token: "tok_4242424242424242".into() }
    }
}

impl From<PaymentSelection> for PaymentChoice {
    fn from(selection: PaymentSelection) -> Self {
        Self { provider: selection.provider, token: selection.token }
    }
}

/// Everything but the cart, which is the caller's open one.
#[derive(Debug, Clone, Deserialize, Serialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields, skip_serializing_if_is_none)]
pub struct PlaceOrderRequest {
    /// Where mails about the order go. Customers may leave it out to use their own.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[oai(validator(min_length = 3, max_length = 254))]
    #[garde(email, length(chars, max = 254))]
    pub email: Option<String>,
    #[garde(dive)]
    pub shipping_address: Address,
    /// The shipping address when left out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub billing_address: Option<Address>,
    #[garde(dive)]
    pub shipping: ShippingSelection,
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
            shipping_address: Address::example(),
            billing_address: None,
            shipping: ShippingSelection { method: Some("standard".into()), quote_id: None },
            payment: PaymentSelection::example(),
            expected_total_minor: None,
        }
    }
}

/// A line of an order, as sold.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct OrderLine {
    pub variant_id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub unit_price: Money,
    /// Tax contained in the price, in basis points: 1900 is 19 %.
    pub tax_rate_bp: i32,
    pub total: Money,
}

impl OrderLine {
    fn new(line: order_line::Model, currency: &str) -> Self {
        Self {
            variant_id: line.variant_id,
            product_id: line.product_id,
            sku: line.sku,
            name: line.name,
            quantity: line.quantity,
            unit_price: Money::new(line.unit_price_minor, currency),
            tax_rate_bp: line.tax_rate_bp,
            total: Money::new(line.total_minor, currency),
        }
    }
}

/// An attempt to pay.
#[derive(Debug, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Payment {
    pub id: Uuid,
    pub provider: String,
    pub state: PaymentStatus,
    pub amount: Money,
    /// Why it failed, in the provider's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure_code: Option<String>,
    /// Where the payer must go when it `requires_action`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action_url: Option<String>,
    pub created_at: DateTime<Utc>,
}

impl From<payment::Model> for Payment {
    fn from(payment: payment::Model) -> Self {
        Self {
            id: payment.id,
            amount: Money::new(payment.amount_minor, &payment.currency),
            provider: payment.provider,
            state: payment.state.into(),
            failure_code: payment.failure_code,
            action_url: payment.action_url,
            created_at: payment.created_at,
        }
    }
}

/// Money going back.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct Refund {
    pub id: Uuid,
    pub state: RefundStatus,
    pub amount: Money,
    pub reason: String,
    pub created_at: DateTime<Utc>,
}

impl From<refund::Model> for Refund {
    fn from(refund: refund::Model) -> Self {
        Self {
            id: refund.id,
            state: refund.state.into(),
            amount: Money::new(refund.amount_minor, &refund.currency),
            reason: refund.reason,
            created_at: refund.created_at,
        }
    }
}

/// The invoice of an order.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct InvoiceSummary {
    pub number: String,
    pub issued_at: DateTime<Utc>,
    /// Whether the PDF can be fetched.
    pub ready: bool,
}

/// A change of state.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct Transition {
    /// `order`, `payment`, `refund` or `fulfilment`.
    pub axis: String,
    /// Empty for the first.
    pub from: String,
    pub to: String,
    pub cause: String,
    pub at: DateTime<Utc>,
}

impl From<transition::Model> for Transition {
    fn from(transition: transition::Model) -> Self {
        Self {
            axis: transition.axis.as_str().into(),
            from: transition.from_state,
            to: transition.to_state,
            cause: transition.cause,
            at: transition.created_at,
        }
    }
}

/// An order: the truth, as of this moment.
#[derive(Debug, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Order {
    pub id: Uuid,
    /// What people read out.
    pub number: String,
    pub state: OrderStatus,
    pub fulfilment: Fulfilment,
    pub email: String,
    pub currency: String,
    pub items_total: Money,
    pub shipping_total: Money,
    /// Contained in the total.
    pub tax_total: Money,
    pub total: Money,
    pub captured_total: Money,
    pub refunded_total: Money,
    pub shipping_method: String,
    pub shipping_name: String,
    pub shipping_address: Address,
    pub billing_address: Address,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<String>,
    pub lines: Vec<OrderLine>,
    pub payments: Vec<Payment>,
    pub refunds: Vec<Refund>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invoice: Option<InvoiceSummary>,
    pub history: Vec<Transition>,
    /// Stock is held until then while the order awaits payment.
    pub hold_until: DateTime<Utc>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl TryFrom<OrderView> for Order {
    type Error = domain::Error;

    fn try_from(view: OrderView) -> domain::Result<Self> {
        let order = view.order;
        let currency = order.currency.clone();
        let money = |amount_minor| Money::new(amount_minor, &currency);
        let address = |json| -> domain::Result<Address> {
            Ok(serde_json::from_value::<domain::shipping::Address>(json)?.into())
        };
        Ok(Self {
            id: order.id,
            number: order.number,
            state: order.state.into(),
            fulfilment: order.fulfilment.into(),
            email: order.email,
            items_total: money(order.items_minor),
            shipping_total: money(order.shipping_minor),
            tax_total: money(order.tax_minor),
            total: money(order.total_minor),
            captured_total: money(order.captured_minor),
            refunded_total: money(order.refunded_minor),
            shipping_method: order.shipping_method,
            shipping_name: order.shipping_name,
            shipping_address: address(order.shipping_address)?,
            billing_address: address(order.billing_address)?,
            tracking: order.tracking,
            lines: view.lines.into_iter().map(|line| OrderLine::new(line, &currency)).collect(),
            payments: view.payments.into_iter().map(Into::into).collect(),
            refunds: view.refunds.into_iter().map(Into::into).collect(),
            invoice: view.invoice.map(|invoice| InvoiceSummary {
                number: invoice.number,
                issued_at: invoice.issued_at,
                ready: invoice.sha256.is_some(),
            }),
            history: view.history.into_iter().map(Into::into).collect(),
            hold_until: order.hold_until,
            created_at: order.created_at,
            updated_at: order.updated_at,
            currency,
        })
    }
}

/// Why the order is cancelled.
#[derive(Debug, Default, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct CancelOrderRequest {
    #[serde(default, deserialize_with = "present")]
    #[oai(validator(min_length = 1, max_length = 200))]
    #[garde(length(chars, min = 1, max = 200))]
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
    #[oai(validator(min_length = 1, max_length = 100))]
    #[garde(length(chars, min = 1, max = 100))]
    pub tracking: Option<String>,
}

impl Example for FulfilOrderRequest {
    fn example() -> Self {
        Self { step: FulfilmentStep::Ship, tracking: Some("JJD000390007826".into()) }
    }
}

/// How much goes back, and why.
#[derive(Debug, Serialize, Deserialize, Validate, Object)]
#[serde(deny_unknown_fields)]
#[oai(example, deny_unknown_fields)]
pub struct RefundOrderRequest {
    /// In minor units of the order's currency.
    #[oai(validator(minimum(value = "1"), maximum(value = "9007199254740")))]
    #[garde(range(min = 1, max = 9_007_199_254_740))]
    pub amount_minor: i64,
    #[oai(validator(min_length = 1, max_length = 200))]
    #[garde(length(chars, min = 1, max = 200))]
    pub reason: String,
}

impl Example for RefundOrderRequest {
    fn example() -> Self {
        Self { amount_minor: 500, reason: "arrived scratched".into() }
    }
}

/// The refunds that were asked for: one for each payment that they are taken from.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct Refunds {
    pub refunds: Vec<Refund>,
}

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
    /// `pending`, `requires_action`, `failed`, `paid`, `partially_refunded` or `refunded`.
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
