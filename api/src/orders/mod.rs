//! Orders: placing, following, paying, cancelling, sending and refunding them.

mod addresses;
mod credit_notes;
mod desk;
mod desk_requests;
mod endpoints;
mod history;
mod live;
pub mod order;
mod requests;
mod search;
mod shipments;
mod staff;
pub mod states;
mod summary;
mod timeline;

pub use credit_notes::CreditNotes;
pub use desk::{Desk, QueuedMail};
pub use desk_requests::{CaptureRequest, MoneyReceivedRequest, PaidOutRequest};
pub use endpoints::Orders;
pub(crate) use endpoints::viewer;
pub use history::Histories;
pub use live::{Followed, LiveOrders};
pub use search::Searches;
pub use shipments::Shipments;
pub use staff::Fulfilments;
pub use timeline::{JobAttempt, Timelines};
