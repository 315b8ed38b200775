//! Stock: holding it for orders, giving it back, and taking it off when an order is paid.
//!
//! Every change of a level is one conditional update, so that stock is never negative, whoever else is buying. Rows are
//! always touched in the order of their ids, so that two orders cannot wait for each other.

mod adjust;
mod arrivals;
mod beyond;
mod hold;
mod look;
mod policy;
mod running_low;
mod take_back;

pub use adjust::{Adjustment, NOTE, adjust};
pub(crate) use arrivals::assign;
pub use beyond::{Awaited, awaited};
pub use hold::{all_available, commit, hold, release, restock};
pub use look::{StockFilter, StockRow, levels, movements};
pub use policy::{BackorderPolicy, Beyond, policies, set_policy};
pub use running_low::set_low_at;
pub(crate) use running_low::{Fall, announce};
pub use take_back::{GivenUp, give_up_units, take_back};
