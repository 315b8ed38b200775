//! Orders: from a cart to something that is paid for, sent and kept in the books.

mod cancel;
mod claim;
mod desk;
mod find;
mod follow;
mod fulfil;
mod lapse;
mod number;
mod parcels;
mod place;
mod search;
mod ship;
mod state;
mod timeline;
mod transition;

pub use cancel::cancel;
pub use claim::claim;
pub use desk::{hold, note, notes, release};
pub use find::{OrderView, Viewer, find, lines_of, require_visible};
pub use follow::{Confirmation, Stamp, stamps};
pub use fulfil::fulfil;
pub use lapse::lapse_unpaid;
pub(crate) use number::written;
pub use number::{is_number, new_number};
pub use parcels::{Parcel, parcel};
pub(crate) use parcels::{follow_parcels, parcels, parcels_by_id, to_send};
pub use place::{PaymentChoice, PlaceOrder, ShippingChoice, place};
pub use search::{After, OrderFilter, OrderSort, search};
pub use ship::{ShipOrder, deliver_shipment, return_shipment, ship};
pub use state::{FULFILMENT, FulfilmentEvent, ORDER, OrderEvent};
pub use timeline::{Entry, EntryType, Timeline, timeline};
pub(crate) use transition::{advance, bump, bump_all, history, lock, lock_all, lock_of_payment};
