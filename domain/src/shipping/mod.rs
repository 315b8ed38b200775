//! Where parcels go and what that costs.

mod address;
mod carrier;
pub mod methods;
mod price;

pub use address::{Address, is_country};
pub use carrier::{Carrier, CarrierQuote, Parcel};
pub use price::{keep_quotes, kept_quote, parcels, prune_quotes};
