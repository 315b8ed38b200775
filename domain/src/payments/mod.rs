//! Taking money, and giving it back.

mod provider;

pub use provider::{Charge, Notice, Outcome, PaymentProvider, Receipt, RefundReceipt, RefundRequest};
