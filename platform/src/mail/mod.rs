//! Mails: set from templates by [`JinjaTypesetter`], those of the program or the shop's own, then sent by [`SmtpMailer`]
//! or put into the mailbox by [`MailboxMailer`].
//!
//! # What the templates are given
//!
//! Amounts are minor units of `order.currency`, moments are RFC 3339; the filters `money`, `date` and `percent` (of basis
//! points) write them out. A field marked `?` may be missing or null.
//!
//! | template | data |
//! |---|---|
//! | all | `shop {name, website, email, logo?}`, `customer {name}` (may be empty); `logo` is `{url, width, height}` |
//! | those about orders | `order` |
//! | `welcome`? `confirm_email`, `reset_password` | `proof {email, token, url?, until}` |
//! | `email_changing`, `email_changed` | `proof {email}`: the new address |
//! | `data_ready` | `export {url?, until}` |
//! | `payment_failed` | `payment {failure_code?}` |
//! | `invoice_issued` | `invoice {number}` |
//! | `stock_low` | `stock {product, variant, sku, available, low_at?}`; `variant` may be empty |
//! | `abandoned_cart` | `cart {currency, lines, items_minor}` |
//! | `refund_succeeded` | `refund {amount_minor, reason}` |
//!
//! `order` is `{number, url, placed_at, currency, lines, items_minor, shipping_minor, shipping_name,
//! shipping_adjustments?, discount_minor?, taxes?, tax_minor, total_minor, shipping_address, was_paid?}`; each of `lines` is
//! `{name, sku, quantity, total_minor, adjustments?}`, each of the adjustments `{name, code?, amount_minor}`, each of the
//! taxes `{rate_bp, net_minor, tax_minor, gross_minor}`, and `shipping_address` is `{name, company?, line1, line2?,
//! postal_code, city, region?, country}`.
//! Totals include the tax and are what is paid after discounts.

mod mailbox;
mod message;
mod smtp;
mod typesetter;

pub use mailbox::MailboxMailer;
pub(crate) use smtp::connection_url;
pub use smtp::{SmtpMailer, SmtpSettings};
pub use typesetter::JinjaTypesetter;

/// Whether mails can come from it: an address, or `Name <address>`.
pub fn is_sender(text: &str) -> bool {
    text.parse::<lettre::message::Mailbox>().is_ok()
}

#[cfg(test)]
mod tests;
