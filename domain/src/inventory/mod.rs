//! Stock: holding it for orders, giving it back, and taking it off when an order is paid.
//!
//! Every change of a level is one conditional update, so that stock is never negative, whoever else is buying. Rows are
//! always touched in the order of their ids, so that two orders cannot wait for each other.

mod adjust;
mod hold;
mod look;
mod running_low;
mod take_back;

pub use adjust::{Adjustment, NOTE, adjust};
pub use hold::{all_available, commit, hold, release, restock};
pub use look::{StockFilter, StockRow, levels, movements};
pub use running_low::set_low_at;
pub(crate) use running_low::{Fall, announce};
pub use take_back::take_back;
