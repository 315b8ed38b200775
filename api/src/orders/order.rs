//! An order as it is now, with everything that belongs to it.

use chrono::{DateTime, Utc};
use domain::entity::states::PaymentState;
use domain::entity::{order_line, payment, refund_line, transition};
use domain::orders::OrderView;
use domain::payments::RefundView;
use domain::pricing::TaxLine;
use poem_openapi::Object;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::shipments::Shipment;
use super::states::{Fulfilment, OrderStatus, PaymentStatus, RefundStatus};
use crate::money::{Money, TaxAmount};
use crate::payload::Address;
use crate::promotions::Discount;

/// A line of an order, as sold.
#[derive(Debug, Serialize, Deserialize, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct OrderLine {
    /// By which refunds and parcels name it.
    #[serde(default)]
    pub id: Uuid,
    pub variant_id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    pub name: String,
    pub quantity: i64,
    pub unit_price: Money,
    /// In basis points: 1900 is 19 %.
    pub tax_rate_bp: i32,
    /// Taken off the price of all, in all.
    #[serde(default = "Money::none")]
    pub discount: Money,
    /// What was taken off, and by what.
    #[serde(default)]
    pub discounts: Vec<Discount>,
    /// Contained in the total; absent on orders of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Money>,
    /// What is paid for the line: after discounts, tax included.
    pub total: Money,
    /// How many of the units were not there when it was ordered; they are sent once they are.
    #[serde(default)]
    pub backordered: i64,
}

fn yes() -> bool {
    true
}

impl OrderLine {
    fn new(line: order_line::Model, currency: &str) -> domain::Result<Self> {
        Ok(Self {
            id: line.id,
            variant_id: line.variant_id,
            product_id: line.product_id,
            sku: line.sku,
            name: line.name,
            quantity: line.quantity,
            unit_price: Money::new(line.unit_price_minor, currency),
            tax_rate_bp: line.tax_rate_bp,
            discount: Money::new(line.discount_minor, currency),
            discounts: Discount::read(line.adjustments, currency)?,
            tax: line.tax_minor.map(|tax_minor| Money::new(tax_minor, currency)),
            total: Money::new(line.total_minor, currency),
            backordered: line.backordered,
        })
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
    /// Of one that is captured later: what is asked for; once captured, or received by hand, what came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured: Option<Money>,
    /// Until when an authorisation holds, or money that is transferred is waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<DateTime<Utc>>,
    /// How to transfer the money while it is `awaiting_money`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instructions: Option<TransferInstructions>,
    pub created_at: DateTime<Utc>,
}

/// Where to transfer the money, and under which reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Object)]
pub struct TransferInstructions {
    pub holder: String,
    pub iban: String,
    /// Empty when it is not needed.
    pub bic: String,
    /// The order's number: by it the shop tells whose money it is.
    pub reference: String,
}

impl From<payment::Model> for Payment {
    fn from(payment: payment::Model) -> Self {
        let money = |amount_minor| Money::new(amount_minor, &payment.currency);
        Self {
            captured: payment.capture_minor.map(money),
            expires_at: payment.expires_at,
            instructions: payment
                .instructions
                .filter(|_| payment.state == PaymentState::AwaitingMoney)
                .and_then(|told| serde_json::from_value(told).ok()),
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
    /// What it is for; empty where it is an amount. Of a refund that is taken from several payments, the first has them.
    #[serde(default)]
    pub lines: Vec<RefundedLine>,
    pub created_at: DateTime<Utc>,
}

/// Units of a line that were given back.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct RefundedLine {
    pub line_id: Uuid,
    pub quantity: i64,
    pub amount: Money,
    /// Of these units, how many went back into stock.
    pub restocked: i64,
    /// Of these units, how many had not been sent, and will not be.
    pub unsent: i64,
}

impl From<RefundView> for Refund {
    fn from(RefundView { refund, lines }: RefundView) -> Self {
        let line = |line: refund_line::Model| RefundedLine {
            line_id: line.order_line_id,
            quantity: line.quantity,
            amount: Money::new(line.amount_minor, &refund.currency),
            restocked: line.restocked,
            unsent: line.cancelled,
        };
        Self {
            lines: lines.into_iter().map(line).collect(),
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
    /// `order`, `payment`, `refund`, `fulfilment`, `shipment`, `dispute` or `return`.
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
    /// Whether unit prices and discounts are those with tax. Totals always are.
    #[serde(default = "yes")]
    pub prices_include_tax: bool,
    /// Taken off goods and shipping, whose totals are what is left.
    #[serde(default = "Money::none")]
    pub discount_total: Money,
    /// What was taken off the shipping, and by what.
    #[serde(default)]
    pub shipping_discounts: Vec<Discount>,
    /// Contained in the total.
    pub tax_total: Money,
    /// The same per rate; empty on orders of earlier versions.
    #[serde(default)]
    pub taxes: Vec<TaxAmount>,
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
    /// Parcels, oldest first.
    #[serde(default)]
    pub shipments: Vec<Shipment>,
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
        let taxes: Vec<TaxLine> = match order.taxes {
            Some(stored) => serde_json::from_value(stored).map_err(domain::Error::from)?,
            None => Vec::new(),
        };
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
            prices_include_tax: order.prices_include_tax,
            discount_total: money(order.discount_minor),
            shipping_discounts: Discount::read(order.adjustments, &currency)?,
            tax_total: money(order.tax_minor),
            taxes: taxes.iter().map(|tax| TaxAmount::new(tax, &currency)).collect(),
            total: money(order.total_minor),
            captured_total: money(order.captured_minor),
            refunded_total: money(order.refunded_minor),
            shipping_method: order.shipping_method,
            shipping_name: order.shipping_name,
            shipping_address: address(order.shipping_address)?,
            billing_address: address(order.billing_address)?,
            tracking: order.tracking,
            payments: view.payments.into_iter().map(Into::into).collect(),
            refunds: view.refunds.into_iter().map(Into::into).collect(),
            shipments: view.parcels.into_iter().map(|parcel| Shipment::new(parcel, &view.lines)).collect(),
            lines: view
                .lines
                .into_iter()
                .map(|line| OrderLine::new(line, &currency))
                .collect::<domain::Result<_>>()?,
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

/// The refunds that were asked for: one for each payment that they are taken from.
#[derive(Debug, Serialize, Deserialize, Object)]
pub struct Refunds {
    pub refunds: Vec<Refund>,
}
