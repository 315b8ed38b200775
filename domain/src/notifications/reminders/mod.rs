//! Mails that nobody asked for at that moment: pay before the order lapses, the cart is still there, how was it.
//!
//! Each finds what is due, and asks for each mail in one transaction with a row that is unique for template and subject,
//! so that nobody gets it twice. Whether it is still true is looked at again when the mail is about to be sent
//! ([`is_wanted`]).

mod ask;
mod carts;
mod orders;
mod preference;
mod wanted;

pub use carts::remind_of_carts;
pub use orders::{remind_unpaid, request_reviews};
pub use preference::{may_be_reminded, set_may_be_reminded};
pub use wanted::is_wanted;
