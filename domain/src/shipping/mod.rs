//! Where parcels go and what that costs.

mod address;
mod carrier;
mod price;

pub use address::Address;
pub use carrier::{Carrier, CarrierQuote, Parcel};
pub use price::{Shipping, flat_price, keep_quotes, parcels, price, prune_quotes};
