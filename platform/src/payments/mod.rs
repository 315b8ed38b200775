//! Payment providers: where money is taken and given back.

mod by_hand;
mod sandbox;
mod stripe;
mod webhook;
mod wire;

pub use by_hand::{BankTransfer, CashOnDelivery};
pub use sandbox::{SandboxProvider, SandboxSettings};
pub use stripe::{StripeProvider, StripeSettings};

#[cfg(test)]
mod tests;
