//! Orders, from the cart to the invoice and back.

mod cancelling;
mod checkout;
mod desk;
mod fulfilment;
mod idempotency;
mod live;
mod refusals;
mod shipments;
mod stock;
mod timeline;
