//! Files of products and orders, for spreadsheets and other systems: CSV, UTF-8, commas, a header;
//! or the same as JSON lines.
//!
//! An export is a batch: a job lists ranges of ids, one job writes the part of each range, and the completion job joins
//! the parts into one file. Products come in the very columns that [the import](crate::catalog::import) reads, so that
//! an export that is imported changes nothing. Orders come with one row per line:
//!
//! | column | |
//! |---|---|
//! | `order` | number of the order |
//! | `placed_at` | RFC 3339, UTC |
//! | `state`, `fulfilment` | as in the API |
//! | `email` | of the customer |
//! | `country` | where it is sent to |
//! | `line` | from 1 |
//! | `sku`, `name`, `quantity` | as sold |
//! | `unit_price`, `line_total` | tax included, major units such as `12.90` |
//! | `tax_rate` | percent |
//! | `shipping`, `order_total`, `refunded` | of the whole order, the same in each of its rows |
//! | `currency` | ISO 4217 |
//!
//! A cell that a spreadsheet would take for a formula is [defused](crate::cells). Rows are as they are when their part is
//! written; an export is not one moment of the whole shop. Products without variants are left out.

mod decimal;
mod filter;
mod finish;
mod format;
mod look;
mod open;
mod orders;
mod parts;
mod plan;
mod products;
mod prune;

pub use filter::Filter;
pub use finish::finish;
pub use format::Format;
pub use look::{Export, find, list};
pub use open::{NewExport, What, nightly, open};
pub use parts::write_part;
pub use plan::{Plan, plan, planned};
pub use prune::prune;

use uuid::Uuid;

/// The kind of the batch.
pub const BATCH: &str = "exports.write";

/// Where the whole file is, in parts of the storage.
fn file_key(id: Uuid, format: Format) -> String {
    format!("exports/{id}/file.{}", format.extension())
}

/// What the job of that range wrote, without the header.
fn part_key(id: Uuid, part: u32) -> String {
    format!("exports/{id}/part-{part:05}.csv")
}
