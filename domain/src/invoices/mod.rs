//! Invoices: numbered without gaps, frozen when numbered, printed by a job.

mod document;
mod draft;
mod find;
mod issue;
mod slip;

pub use document::{InvoiceDocument, InvoiceLine, InvoiceTax, Party};
pub use find::{InvoiceFile, find_of_order};
pub use issue::{InvoiceRenderer, Stored, issued, number};
pub use slip::{PackingSlip, SlipLine, packing_slip};
