//! Carts: what a shopper means to buy. Nothing is held for a cart; prices and stock are read anew each time.

mod abandon;
mod change;
mod codes;
mod confirm;
mod find;
mod merge;
mod view;

pub use abandon::abandon_idle;
pub use change::{MAX_LINES, MAX_QUANTITY, add, remove, set_quantity};
pub use codes::{add_code, codes, remove_code};
pub use confirm::confirm_prices;
pub use find::{CartKey, Opened, find, open};
pub(crate) use find::{convert, lock, token_hash};
pub use merge::merge;
pub use view::{CartView, LineProblem, LineView, view};
