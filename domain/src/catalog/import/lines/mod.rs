//! Filling the catalogue from JSON lines: one product a line, of one variant.
//!
//! | key | |
//! |---|---|
//! | `id` | required; becomes the sku, with `-` for what a sku cannot have |
//! | `title` | required; the product's name, of which what is too long begins the description |
//! | `price` | required; tax included, minor units |
//! | `name`, `ean` | part number and EANs, a text or a list: the product's codes |
//! | `short_description` | the description |
//! | `supplier` | the name of a brand, made where there is none |
//! | `category` | a path such as `Home > Kitchen`, or a list of names |
//! | `stock` | how many there are; if absent, what the caller says |
//! | `attr_t_…`, `attr_n_…`, `attr_b_…` | attributes that are texts, numbers, true or not |
//!
//! Other keys are ignored. The file is read twice. The first time says which attributes are worth filtering by: of those that
//! most products have, texts become choices if their most frequent values cover nearly all products; the shop takes a
//! limited number. They are defined where they are missing. What is not filtered by stands in the description.
//!
//! Lines are worked in by transactions of a few hundred, each of which also notes how far the import is: one that was broken
//! off goes on behind the last of them. What is the same already is not touched.

mod ahead;
mod key;
mod line;
mod progress;
mod rows;
mod shape;
mod value;

use std::io::BufRead;

use ahead::Batch;
use line::Line;
use shape::Shape;

use super::row::Row;
use super::{ImportReport, apply};
use crate::error::{Error, Result};
use crate::store::Store;

/// What a file is about, as far as it was read.
#[derive(Default)]
pub(super) struct Look(Shape);

/// What has to be known of the whole file before a line of it can be taken.
pub(super) struct Known(rows::Defined);

impl Look {
    pub fn note(&mut self, text: &str) {
        if let Ok(line) = Line::read(text) {
            self.0.note(&line);
        }
    }

    /// Makes brands and attributes that are missing.
    ///
    /// # Errors
    /// Of the database.
    pub async fn define(self, store: &Store) -> Result<Known> {
        Ok(Known(self.0.define(store).await?))
    }
}

impl Known {
    /// # Errors
    /// The sku, if there is one, and the reason why the line cannot be taken.
    pub fn row(
        &self,
        number: u64,
        text: &str,
        settings: &LineSettings,
    ) -> Result<Row, (Option<String>, String)> {
        Line::read(text).and_then(|line| self.0.row(number, line, settings))
    }
}

/// Why a file cannot be one of lines, by its first.
pub(super) fn refuse_first(text: &str) -> Option<String> {
    serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text)
        .err()
        .map(|error| format!("is no JSON object: {error}"))
}

/// Lines per transaction.
const BATCH: usize = 500;
/// Bytes of a line; longer ones are rejected.
pub(super) const LONGEST: usize = 1_000_000;

/// What lines do not say.
#[derive(Debug, Clone)]
pub struct LineSettings {
    pub currency: String,
    /// For lines without `stock`; without both, what is there stays.
    pub stock: Option<i64>,
    /// Begins at the first line, whatever an import before did.
    pub anew: bool,
}

/// How far the import is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LineProgress {
    /// Lines that are worked in, those of an import before included.
    pub lines: u64,
    /// Of the file.
    pub total: u64,
}

/// Imports the file that `open` opens, twice. `progress` hears of every transaction. The report is about the lines behind
/// those that an import before had worked in.
///
/// # Errors
/// `Unavailable` when the file cannot be read; `Database`, with the transactions before that committed.
pub async fn import_lines<R: BufRead + Send + 'static>(
    store: &Store,
    open: impl Fn() -> std::io::Result<R> + Send + Sync,
    settings: &LineSettings,
    mut progress: impl FnMut(LineProgress) + Send,
) -> Result<ImportReport> {
    let (look, file, total) = look(open().map_err(unreadable)?)?;
    let known = look.define(store).await?;
    let done = if settings.anew { 0 } else { progress::done(store.read(), &file).await? };
    let mut ahead = ahead::read(open().map_err(unreadable)?, known, settings.clone(), done);
    let mut report = ImportReport::default();
    while let Some(batch) = ahead.recv().await {
        let Batch { rows, rejected, at, is_last } = batch?;
        let outcome = store
            .write(async |txn| {
                let outcome = match rows.is_empty() {
                    true => apply::Outcome::default(),
                    false => apply::apply(txn, &settings.currency, &rows).await?,
                };
                progress::note(txn, &file, at.max(done)).await?;
                Ok(outcome)
            })
            .await?;
        report.created += outcome.created;
        report.updated += outcome.updated;
        report.unchanged += outcome.unchanged;
        rejected.into_iter().chain(outcome.rejected).for_each(|rejected| report.reject(rejected));
        progress(LineProgress { lines: at, total });
        if is_last {
            progress::forget(store, &file).await?;
            report.rejected.sort_by_key(|rejected| rejected.line);
            return Ok(report);
        }
    }
    Err(Error::Corrupt("the file was not read to its end".to_owned()))
}

/// Reads the whole file: what is in it, by what it is known again, and how many lines it has.
fn look(reader: impl BufRead) -> Result<(Look, String, u64)> {
    let (mut lines, mut look, mut digest) =
        (Lines::new(reader), Look::default(), progress::Digest::default());
    while let Some(text) = lines.next()? {
        let Ok(text) = text else { continue };
        digest.add(text);
        look.note(text);
    }
    Ok((look, digest.finish(), lines.number))
}

fn unreadable(error: std::io::Error) -> Error {
    Error::unavailable("the file", error)
}

/// Lines of a file, of which none takes more memory than it may.
struct Lines<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Of the line that was read last; the first is 1.
    number: u64,
}

impl<R: BufRead> Lines<R> {
    fn new(reader: R) -> Self {
        Self { reader, buffer: Vec::new(), number: 0 }
    }

    /// The next line, or why it cannot be taken.
    fn next(&mut self) -> Result<Option<Result<&str, String>>> {
        self.buffer.clear();
        let most = u64::try_from(LONGEST).unwrap_or(u64::MAX);
        let read = std::io::Read::take(&mut self.reader, most).read_until(b'\n', &mut self.buffer);
        if read.map_err(unreadable)? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if self.buffer.len() == LONGEST && self.buffer.last() != Some(&b'\n') {
            self.skip().map_err(unreadable)?;
            return Ok(Some(Err(format!("is longer than {LONGEST} bytes"))));
        }
        Ok(Some(std::str::from_utf8(&self.buffer).map_err(|_| "is not UTF-8".to_owned())))
    }

    /// The rest of a line.
    fn skip(&mut self) -> std::io::Result<()> {
        loop {
            let some = self.reader.fill_buf()?;
            let (end, is_over) = match some.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (some.len(), some.is_empty()),
            };
            self.reader.consume(end);
            if is_over {
                return Ok(());
            }
        }
    }
}
