//! Taking money, and giving it back.
//!
//! A provider is only ever called from a job, with no transaction open, and under an idempotency key that is the id of
//! the payment or refund. What it says is recorded by one function, [`settle`], whether it came as an answer, as a
//! webhook or by asking again; the first to arrive counts and the others change nothing. Money that no provider tells of
//! is recorded by staff, with [`receive`].

mod attempt;
mod book;
mod capture;
mod charge;
mod confirm;
mod dispute;
mod door;
mod make_refund;
mod pay;
mod provider;
mod receive;
mod reconcile;
mod refund;
mod refund_lines;
mod report;
mod settle;
mod state;
mod webhook;

pub(crate) use attempt::attempt;
pub(crate) use capture::capture_shipped;
pub use capture::{CaptureOrder, capture, capture_to_make};
pub use charge::{Begin, begin_charge, close_unreached, free, open_of_order, open_payment};
pub use dispute::{DisputeFilter, find_dispute, list_disputes, record_dispute};
pub(crate) use door::{nothing_at_the_door, receive_delivered};
pub use make_refund::{BegunRefund, begin_refund, paid_out, refunded_elsewhere, settle_refund};
pub use pay::{PayOrder, pay};
pub use provider::{
    Awaited, Capture, Charge, DisputeNotice, Listed, ListedPage, Notice, Outcome, PaymentProvider, Receipt,
    RefundReceipt, RefundRequest,
};
pub use receive::{BANK_TRANSFER, CASH_ON_DELIVERY, ReceiveMoney, is_by_hand, receive};
pub use reconcile::{Unsettled, find_unsettled};
pub(crate) use refund::refund_rest;
pub use refund::{RefundOrder, RefundWhat, refund};
pub use refund_lines::{LineRefund, RefundView, with_lines};
pub(crate) use refund_lines::{worth, written_off};
pub use report::{Difference, find_report, list_reports, make_report, report_provider, start_report};
pub use settle::{is_settled, mark_refund_unknown, mark_unknown, settle};
pub use state::{PAYMENT, PaymentEvent, REFUND, RefundEvent};
pub use webhook::{receive_webhook, webhook_to_process, webhooks_done};
