//! Payments: what providers tell, what finance records, chargebacks, and books compared with a provider's.

mod disputes;
mod reconciliations;
mod staff;
mod webhooks;

pub use disputes::Disputes;
pub use reconciliations::Reconciliations;
pub use staff::Tills;
pub use webhooks::Webhooks;
