//! Filling the catalogue from a CSV file: UTF-8, commas, a header, one row per variant. Rows with the same product slug
//! make one product with several variants; a sku that is there already is updated.
//!
//! | column | |
//! |---|---|
//! | `sku` | required; 1 to 64 of A-Z, a-z, 0-9, point, underscore, hyphen; once per file |
//! | `product` | required; the product's name |
//! | `price` | required; tax included, major units such as `12.90` |
//! | `slug` | the product's address; made from its name if empty |
//! | `category` | path such as `Home > Kitchen`; made where it does not exist |
//! | `description` | of the product |
//! | `variant` | what tells the variant from the product's others |
//! | `stock` | how many there are, whole |
//! | `weight_g` | grams, whole |
//! | `tax_rate` | percent, such as `19` or `5.5`, contained in the price |
//! | `status` | `draft`, `active`, `scheduled` or `archived` |
//! | `brand` | the slug of a brand that is there |
//! | `tags` | `gift,new`: all that there are to be |
//! | `attributes` | `colour:red,blue;width:12.5;washable:true`: all that there are to be |
//! | `codes` | `TN-2110;4006381333931`, part numbers and EANs: all that there are to be; a JSON list where one has a semicolon |
//! | `publish_at` | RFC 3339, for `scheduled`, which needs it |
//! | `unpublish_at` | RFC 3339 |
//!
//! Options of variants are not in files: variants of a product that has options are added through the API, and in files
//! only changed.
//!
//! The order of columns is free, and all but the first three may be missing. An empty field leaves what is there; for
//! something new it means none, and `active`. The rows of a product must not contradict each other.
//!
//! A row is applied as a whole or rejected with the reason, and a bad row never stops the import. Rows are written in
//! transactions of a few hundred; an import that broke off is simply run again. What is the same already is not
//! touched. A cell that begins with an apostrophe and then `=`, `+`, `-`, `@`, a tab or an apostrophe loses the first one, as
//! exports put it there. The file is read as it goes, in the calling task; pictures are not imported.

mod apply;
pub mod bulk;
mod bundles;
mod categories;
mod decimal;
mod draft;
mod header;
pub mod lines;
mod parts;
mod records;
mod row;
mod seen;
mod write;

pub use categories::paths as category_paths;

use std::io::Read;

use header::Header;
use records::Records;
use row::Row;
use seen::Seen;

use crate::error::Result;
use crate::store::Store;

/// Rows per transaction.
const BATCH: usize = 500;

/// Rejections that are kept word for word; the others are only counted.
pub const REJECTIONS_KEPT: usize = 1_000;

/// How far the import is, after each transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Bytes of the file.
    pub bytes: u64,
    /// Rows that were created, updated, unchanged or rejected.
    pub rows: u64,
    pub rejected: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// Rows whose sku is new.
    pub created: u64,
    /// Rows that changed something.
    pub updated: u64,
    pub unchanged: u64,
    /// How many rows were rejected, of which the first [`REJECTIONS_KEPT`] follow.
    pub rejected_total: u64,
    pub rejected: Vec<Rejected>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Where the row begins; the header is line 1.
    pub line: u64,
    pub sku: Option<String>,
    pub reason: String,
}

impl ImportReport {
    fn reject(&mut self, rejected: Rejected) {
        self.rejected_total += 1;
        if self.rejected.len() < REJECTIONS_KEPT {
            self.rejected.push(rejected);
        }
    }

    fn rows(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.rejected_total
    }
}

/// Imports what `reader` holds; prices are in `currency`. `progress` hears of every transaction.
///
/// # Errors
/// `Invalid` (`header`) when the header is missing or wrong, with nothing imported; `Unavailable` when the file cannot be
/// read further, and `Database`, with the transactions before that committed.
pub async fn import_csv(
    store: &Store,
    reader: impl Read + Send,
    currency: &str,
    mut progress: impl FnMut(Progress) + Send,
) -> Result<ImportReport> {
    let mut records = Records::new(reader);
    let header = Header::read(&mut records)?;
    let mut seen = Seen::default();
    let mut report = ImportReport::default();
    loop {
        let (rows, more) = next_batch(&mut records, &header, currency, &mut seen, &mut report)?;
        if !rows.is_empty() {
            let outcome = store.write(async |txn| apply::apply(txn, currency, &rows).await).await?;
            report.created += outcome.created;
            report.updated += outcome.updated;
            report.unchanged += outcome.unchanged;
            outcome.rejected.into_iter().for_each(|rejected| report.reject(rejected));
        }
        progress(Progress { bytes: records.bytes(), rows: report.rows(), rejected: report.rejected_total });
        if !more {
            report.rejected.sort_by_key(|rejected| rejected.line);
            return Ok(report);
        }
    }
}

/// The next rows that are right in themselves, and whether there may be more.
fn next_batch(
    records: &mut Records<impl Read>,
    header: &Header,
    currency: &str,
    seen: &mut Seen,
    report: &mut ImportReport,
) -> Result<(Vec<Row>, bool)> {
    let mut rows = Vec::with_capacity(BATCH);
    // Rejected records count too, so that a file full of them still tells how far it is.
    for _ in 0..BATCH {
        let Some(record) = records.next(Some(header.width()))? else { return Ok((rows, false)) };
        let line = record.line;
        let fields = match record.fields {
            Ok(fields) => fields,
            Err(reason) => {
                report.reject(Rejected { line, sku: None, reason });
                continue;
            }
        };
        let row = Row::read(line, header, &fields, currency).and_then(|row| seen.admit(&row).map(|()| row));
        match row {
            Ok(row) => rows.push(row),
            Err(reason) => report.reject(Rejected { line, sku: header.sku(&fields), reason }),
        }
    }
    Ok((rows, true))
}
