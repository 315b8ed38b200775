//! Stock: holding it for orders, giving it back, and taking it off when an order is paid.
//!
//! Every change of a level is one conditional update, so that stock is never negative, whoever else is buying. Rows are
//! always touched in the order of their ids, so that two orders cannot wait for each other.

mod hold;
mod take_back;

pub use hold::{all_available, commit, hold, release, restock};
pub use take_back::take_back;
