//! The kinds of mail. Stored in job payloads: a name once used keeps its meaning.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Template {
    Welcome,
    OrderReceived,
    PaymentConfirmed,
    PaymentFailed,
    InvoiceIssued,
    OrderCancelled,
    RefundSucceeded,
    /// To the shop.
    WebhookDisabled,
    /// To the shop.
    StockLow,
    PaymentReminder,
    AbandonedCart,
    ReviewRequest,
    /// With a token, to the address that is to be confirmed.
    ConfirmEmail,
    /// To the address that is to be given up.
    EmailChanging,
    /// To the address that was given up, once it was.
    EmailChanged,
    /// With a token.
    ResetPassword,
    /// How to send the money; about a payment.
    PaymentInstructions,
    /// About a parcel, as the next.
    ShipmentShipped,
    ShipmentDelivered,
    /// About a return, as the next two.
    ReturnRequested,
    ReturnApproved,
    ReturnRejected,
    /// All that is kept about a customer is there for them to fetch.
    DataReady,
}

impl Template {
    pub const ALL: &'static [Self] = &[
        Self::Welcome,
        Self::OrderReceived,
        Self::PaymentConfirmed,
        Self::PaymentFailed,
        Self::InvoiceIssued,
        Self::OrderCancelled,
        Self::RefundSucceeded,
        Self::WebhookDisabled,
        Self::StockLow,
        Self::PaymentReminder,
        Self::AbandonedCart,
        Self::ReviewRequest,
        Self::ConfirmEmail,
        Self::EmailChanging,
        Self::EmailChanged,
        Self::ResetPassword,
        Self::PaymentInstructions,
        Self::ShipmentShipped,
        Self::ShipmentDelivered,
        Self::ReturnRequested,
        Self::ReturnApproved,
        Self::ReturnRejected,
        Self::DataReady,
    ];

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|template| template.as_str() == name)
    }

    /// Also the name of its files in `platform/mails/`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::OrderReceived => "order_received",
            Self::PaymentConfirmed => "payment_confirmed",
            Self::PaymentFailed => "payment_failed",
            Self::InvoiceIssued => "invoice_issued",
            Self::OrderCancelled => "order_cancelled",
            Self::RefundSucceeded => "refund_succeeded",
            Self::WebhookDisabled => "webhook_disabled",
            Self::StockLow => "stock_low",
            Self::PaymentReminder => "payment_reminder",
            Self::AbandonedCart => "abandoned_cart",
            Self::ReviewRequest => "review_request",
            Self::ConfirmEmail => "confirm_email",
            Self::EmailChanging => "email_changing",
            Self::EmailChanged => "email_changed",
            Self::ResetPassword => "reset_password",
            Self::PaymentInstructions => "payment_instructions",
            Self::ShipmentShipped => "shipment_shipped",
            Self::ShipmentDelivered => "shipment_delivered",
            Self::ReturnRequested => "return_requested",
            Self::ReturnApproved => "return_approved",
            Self::ReturnRejected => "return_rejected",
            Self::DataReady => "data_ready",
        }
    }
}
