//! Cutting a file of JSON lines: once through it to know its brands and attributes, which are made where they are missing,
//! and once more for its chunks.

use entity::product_import;

use super::cut::{Chunks, Plan, chunk_count};
use super::{Line, refusals};
use crate::catalog::import::Rejected;
use crate::catalog::import::lines::{LONGEST, LineSettings, Look};
use crate::catalog::import::seen::Seen;
use crate::error::Result;
use crate::storage::{Storage, parts};
use crate::store::Store;

/// Of a refused line, characters that are kept for those who have to mend it.
const SHOWN: usize = 20_000;

pub(super) async fn cut_lines(
    store: &Store,
    storage: &dyn Storage,
    import: &product_import::Model,
) -> Result<Plan> {
    let (mut look, mut lines) = (Look::default(), Lines::of(storage, import));
    while let Some((_, text)) = lines.next().await? {
        if let Ok(text) = text {
            look.note(text);
        }
    }
    let known = look.define(store).await?;
    let settings = LineSettings { currency: import.currency.clone(), stock: None, anew: false };
    let mut chunks = Chunks::new(storage, import.id, chunk_count(import.bytes));
    let (mut seen, mut rows, mut refused) = (Seen::default(), 0, Vec::new());
    let mut lines = Lines::of(storage, import);
    while let Some((number, text)) = lines.next().await? {
        if text.as_ref().is_ok_and(|text| text.trim().is_empty()) {
            continue;
        }
        rows += 1;
        let shown: String =
            text.as_ref().map_or_else(|_| String::new(), |text| text.chars().take(SHOWN).collect());
        let row = match text {
            Ok(text) => known.row(number, text, &settings),
            Err(reason) => Err((None, reason)),
        };
        let row = row.and_then(|row| match seen.admit(&row) {
            Ok(()) => Ok(row),
            Err(reason) => Err((Some(row.sku), reason)),
        });
        match row {
            Ok(row) => chunks.add(Line { row, text: shown }).await?,
            Err((sku, reason)) => refused.push((Rejected { line: number, sku, reason }, shown)),
        }
        if refused.len() >= refusals::BATCH {
            refusals::note(store.writer(), import.id, std::mem::take(&mut refused)).await?;
        }
    }
    refusals::note(store.writer(), import.id, refused).await?;
    Ok(Plan { rows, segments: chunks.finish().await? })
}

/// The lines of a file that is fetched part by part.
struct Lines<'a> {
    storage: &'a dyn Storage,
    key: &'a str,
    bytes: u64,
    next_part: u64,
    buffer: Vec<u8>,
    /// Of the buffer, what was read.
    at: usize,
    /// Of the line that was read last; the first is 1.
    number: u64,
}

impl<'a> Lines<'a> {
    fn of(storage: &'a dyn Storage, import: &'a product_import::Model) -> Self {
        let bytes = u64::try_from(import.bytes).unwrap_or_default();
        Self { storage, key: &import.storage_key, bytes, next_part: 0, buffer: Vec::new(), at: 0, number: 0 }
    }

    /// The next line with its number, or why it cannot be taken.
    async fn next(&mut self) -> Result<Option<(u64, Result<&str, String>)>> {
        let (mut is_too_long, mut looked) = (false, 0);
        let (end, next) = loop {
            let rest = &self.buffer[self.at..];
            if let Some(end) = rest[looked..].iter().position(|byte| *byte == b'\n') {
                break (self.at + looked + end, self.at + looked + end + 1);
            }
            looked = rest.len();
            if looked > LONGEST {
                // Its rest is only passed over.
                (is_too_long, looked, self.at) = (true, 0, self.buffer.len());
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            match parts::read(self.storage, self.key, self.bytes, self.next_part).await? {
                Some(part) => {
                    self.next_part += 1;
                    self.buffer.extend_from_slice(&part);
                }
                None if self.buffer.is_empty() && !is_too_long => return Ok(None),
                None => break (self.buffer.len(), self.buffer.len()),
            }
        };
        let line = self.at..end;
        (self.at, self.number) = (next, self.number + 1);
        if is_too_long || line.len() > LONGEST {
            return Ok(Some((self.number, Err(format!("is longer than {LONGEST} bytes")))));
        }
        let text = std::str::from_utf8(&self.buffer[line]).map_err(|_| "is not UTF-8".to_owned());
        Ok(Some((self.number, text)))
    }
}
