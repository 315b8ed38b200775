//! Taking money, and giving it back.
//!
//! A provider is only ever called from a job, with no transaction open, and under an idempotency key that is the id of
//! the payment or refund. What it says is recorded by one function, [`settle`], whether it came as an answer, as a
//! webhook or by asking again; the first to arrive counts and the others change nothing.

mod charge;
mod pay;
mod provider;
mod reconcile;
mod refund;
mod settle;
mod state;
mod webhook;

pub use charge::{Begin, begin_charge, close_unreached, open_of_order};
pub use pay::{PayOrder, pay};
pub use provider::{Charge, Notice, Outcome, PaymentProvider, Receipt, RefundReceipt, RefundRequest};
pub use reconcile::{Unsettled, find_unsettled};
pub(crate) use refund::refund_rest;
pub use refund::{BegunRefund, RefundOrder, begin_refund, refund, settle_refund};
pub use settle::{is_settled, mark_refund_unknown, mark_unknown, settle};
pub use state::{PAYMENT, PaymentEvent, REFUND, RefundEvent};
pub use webhook::{receive_webhook, webhook_to_process, webhooks_done};
