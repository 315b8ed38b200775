//! The templates that come with the program: for each kind of mail its subject, its plain text, and its body in MJML.

macro_rules! mails {
    ($($kind:literal),* $(,)?) => {
        &[
            ("layout.mjml.jinja", include_str!("../../../mails/layout.mjml.jinja")),
            ("layout.txt.jinja", include_str!("../../../mails/layout.txt.jinja")),
            ("order.mjml.jinja", include_str!("../../../mails/order.mjml.jinja")),
            ("order.txt.jinja", include_str!("../../../mails/order.txt.jinja")),
            $(
                (
                    concat!($kind, ".subject.jinja"),
                    include_str!(concat!("../../../mails/", $kind, ".subject.jinja")),
                ),
                (
                    concat!($kind, ".txt.jinja"),
                    include_str!(concat!("../../../mails/", $kind, ".txt.jinja")),
                ),
                (
                    concat!($kind, ".mjml.jinja"),
                    include_str!(concat!("../../../mails/", $kind, ".mjml.jinja")),
                ),
            )*
        ]
    };
}

/// Names and contents.
pub(super) const FILES: &[(&str, &str)] = mails![
    "welcome",
    "order_received",
    "payment_confirmed",
    "payment_failed",
    "invoice_issued",
    "order_cancelled",
    "refund_succeeded",
    "webhook_disabled",
    "stock_low",
    "payment_reminder",
    "abandoned_cart",
    "review_request",
    "confirm_email",
    "email_changing",
    "email_changed",
    "reset_password",
    "payment_instructions",
    "shipment_shipped",
    "shipment_delivered",
    "return_requested",
    "return_approved",
    "return_rejected",
    "data_ready",
];
