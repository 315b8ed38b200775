//! Orders, from the cart to the invoice and back.

mod cancelling;
mod checkout;
mod fulfilment;
mod idempotency;
mod refusals;
mod stock;
mod timeline;
