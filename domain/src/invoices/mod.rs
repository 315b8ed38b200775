//! Invoices and credit notes: numbered without gaps, each in a run of its own, frozen when numbered, printed by jobs.

mod credit;
mod credit_document;
mod document;
mod draft;
mod find;
mod issue;
mod reissue;
mod slip;
mod taxes;

pub use credit::{credit_refund, find_credit_note, must_be_invoiced, printed_credit_note};
pub use document::{Credited, InvoiceDocument, InvoiceLine, InvoiceTax, Party};
pub use find::{CreditNoteFilter, InvoiceFile, find_credit_note_file, find_of_order, list_credit_notes};
pub use issue::{InvoiceRenderer, Stored, issued, number};
pub use reissue::{Reissue, reissue};
pub use slip::{PackingSlip, SlipLine, SlipPart, packing_slip};
pub use taxes::{TaxSum, taxes};
