//! The records of a file that is fetched part by part.

use std::collections::VecDeque;
use std::io::Read;

use bytes::{Buf, Bytes};

use crate::catalog::import::records::{LIMIT, Record, Records};
use crate::error::Result;
use crate::storage::{Storage, parts};

/// Kept of a line without end at most; behind that it counts as ended.
const MOST: usize = 4 * parts::PART;

pub(super) struct Source<'a> {
    storage: &'a dyn Storage,
    key: String,
    bytes: u64,
    next_part: u64,
    pub records: Records<Queue>,
}

impl<'a> Source<'a> {
    pub fn new(storage: &'a dyn Storage, key: &str, bytes: u64) -> Self {
        let records = Records::new(Queue::default());
        Self { storage, key: key.to_owned(), bytes, next_part: 0, records }
    }

    /// The next record; see [`Records::next`].
    pub async fn next(&mut self, width: Option<usize>) -> Result<Option<Record>> {
        self.fetch().await?;
        self.records.next(width)
    }

    /// Sees to it that the next record is there as a whole: none is longer than twice the limit and the line that goes
    /// beyond it.
    pub async fn fetch(&mut self) -> Result<()> {
        while !self.records.input().has_line_end_behind(2 * LIMIT) {
            let Some(part) = parts::read(self.storage, &self.key, self.bytes, self.next_part).await? else {
                break;
            };
            self.next_part += 1;
            self.records.input().push(part);
        }
        Ok(())
    }
}

/// Parts that were fetched and not read yet.
#[derive(Default)]
pub(super) struct Queue {
    parts: VecDeque<Bytes>,
    bytes: usize,
}

impl Queue {
    fn push(&mut self, part: Bytes) {
        self.bytes += part.len();
        self.parts.push_back(part);
    }

    fn has_line_end_behind(&self, bytes: usize) -> bool {
        if self.bytes >= MOST {
            return true;
        }
        let mut skip = bytes;
        for part in &self.parts {
            if part.get(skip..).is_some_and(|rest| rest.contains(&b'\n')) {
                return true;
            }
            skip = skip.saturating_sub(part.len());
        }
        false
    }
}

impl Read for Queue {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let Some(part) = self.parts.front_mut() else { return Ok(0) };
        let count = part.len().min(buffer.len());
        part.copy_to_slice(&mut buffer[..count]);
        self.bytes -= count;
        if part.is_empty() {
            self.parts.pop_front();
        }
        Ok(count)
    }
}
