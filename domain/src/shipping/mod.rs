//! Where parcels go and what that costs.

mod address;
mod carrier;

pub use address::Address;
pub use carrier::{Carrier, CarrierQuote, Parcel};
