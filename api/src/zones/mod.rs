//! Zones with their tax rates, the shop's shipping methods, and tax classes of goods.

mod method_schema;
mod methods;
mod schema;
mod tax_classes;
mod zone;

pub use methods::ShippingMethods;
pub use tax_classes::TaxClasses;
pub use zone::Zones;
