//! Questions of shoppers to a person of the shop: where the assistant hands over. Staff sees them in a list, and other
//! systems hear of them (`inquiry.changed`).

mod close;
mod list;
mod open;
mod prune;

pub use close::close;
pub use list::{Filter, find, list};
pub use open::{NewInquiry, Said, open};
pub use prune::prune;
