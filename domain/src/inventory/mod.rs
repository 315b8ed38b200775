//! Stock: holding it for orders, giving it back, and taking it off when an order is paid.
//!
//! Every change of a level is one conditional update, so that stock is never negative, whoever else is buying. Rows are
//! always touched in the order of their ids, so that two orders cannot wait for each other.

mod adjust;
mod arrivals;
mod availability;
mod beyond;
mod bundles;
mod hold;
mod look;
mod policy;
mod running_low;
mod set_parts;
mod take_back;
mod together;

pub use adjust::{Adjustment, NOTE, adjust};
pub(crate) use arrivals::assign;
pub(crate) use availability::announce_changes;
pub use beyond::{Awaited, awaited};
pub use bundles::{BundlePart, complete, parts_of, parts_of_order};
pub(crate) use bundles::{
    among, completable, completed, require_no_part, require_no_part_among, require_own_stock,
};
pub use hold::{commit, hold, hold_again, is_there, release, restock};
pub use look::{StockFilter, StockRow, levels, movements};
pub use policy::{BackorderPolicy, Beyond, policies, set_policy};
pub use running_low::set_low_at;
pub(crate) use running_low::{Fall, announce};
pub use set_parts::{NewPart, PART_QUANTITY, PARTS, set_parts};
pub use take_back::{GivenUp, give_up_units, take_back};
pub(crate) use together::beside_each_other;
