//! Reading ahead: while one transaction is written, a thread for blocking work makes the rows of the next.

use std::io::BufRead;

use tokio::sync::mpsc::{Receiver, channel};

use super::{BATCH, Known, LineSettings, Lines};
use crate::catalog::import::Rejected;
use crate::catalog::import::row::Row;
use crate::catalog::import::seen::Seen;
use crate::error::Result;

/// Batches that wait for their transaction.
const WAITING: usize = 1;

/// The rows of one transaction.
#[derive(Default)]
pub(super) struct Batch {
    pub rows: Vec<Row>,
    pub rejected: Vec<Rejected>,
    /// The last line that was read for it.
    pub at: u64,
    /// The file ends with it.
    pub is_last: bool,
}

/// The batches behind the first `done` lines, in the order of the file, until it ends or cannot be read.
pub(super) fn read<R: BufRead + Send + 'static>(
    reader: R,
    known: Known,
    settings: LineSettings,
    done: u64,
) -> Receiver<Result<Batch>> {
    let (sender, receiver) = channel(WAITING);
    tokio::task::spawn_blocking(move || {
        let mut ahead = Ahead { lines: Lines::new(reader), seen: Seen::default(), known, settings, done };
        loop {
            let batch = ahead.batch();
            let is_over = batch.as_ref().map_or(true, |batch| batch.is_last);
            // Nobody listens any more when a transaction failed.
            if sender.blocking_send(batch).is_err() || is_over {
                return;
            }
        }
    });
    receiver
}

struct Ahead<R> {
    lines: Lines<R>,
    seen: Seen,
    known: Known,
    settings: LineSettings,
    done: u64,
}

impl<R: BufRead> Ahead<R> {
    fn batch(&mut self) -> Result<Batch> {
        let mut batch = Batch { rows: Vec::with_capacity(BATCH), ..Batch::default() };
        while batch.rows.len() < BATCH {
            let number = self.lines.number + 1;
            let Some(text) = self.lines.next()? else {
                batch.is_last = true;
                break;
            };
            let row = match text {
                Ok(text) if text.trim().is_empty() => continue,
                Ok(text) => self.known.row(number, text, &self.settings),
                Err(reason) => Err((None, reason)),
            };
            let row = row.and_then(|row| match self.seen.admit(&row) {
                Ok(()) => Ok(row),
                Err(reason) => Err((Some(row.sku), reason)),
            });
            match row {
                // Lines of an import before are read on, since a sku may stand there twice.
                _ if number <= self.done => {}
                Ok(row) => batch.rows.push(row),
                Err((sku, reason)) => batch.rejected.push(Rejected { line: number, sku, reason }),
            }
        }
        batch.at = self.lines.number;
        Ok(batch)
    }
}
