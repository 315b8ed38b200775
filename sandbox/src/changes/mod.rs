//! What can be done to a payment: one change per file. Each runs inside the writer's transaction, so reading,
//! deciding and writing back need no further lock, and each refuses before its first write.

mod capture;
mod create;
mod refund;
mod request;
mod settle;
mod void;

use request::Request;

pub(crate) use capture::{CaptureOrder, CapturePayment};
pub(crate) use create::{CreatePayment, PaymentOrder};
pub(crate) use refund::{CreateRefund, RefundOrder};
pub(crate) use settle::{Consent, SettlePayment};
pub(crate) use void::VoidPayment;
