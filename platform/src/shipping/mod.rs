//! Parcel carriers: what sending something costs.

mod sandbox;

pub use sandbox::SandboxCarrier;
