//! The port to parcel carriers that quote prices.

use async_trait::async_trait;

use super::Address;
use crate::error::Result;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    pub sku: String,
    pub quantity: i64,
    pub weight_g: i32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarrierQuote {
    /// The carrier's code of the service.
    pub service: String,
    pub name: String,
    /// Tax included.
    pub price_minor: i64,
    pub currency: String,
    pub days: i32,
}

#[async_trait]
pub trait Carrier: Send + Sync {
    fn name(&self) -> &'static str;

    /// # Errors
    /// `Unavailable` when the carrier does not answer; the shop then offers its flat methods only.
    async fn quote(
        &self,
        destination: &Address,
        currency: &str,
        parcels: &[Parcel],
    ) -> Result<Vec<CarrierQuote>>;
}
