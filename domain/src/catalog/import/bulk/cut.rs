//! Cutting the file into chunks. Doing it again makes the same chunks under the same names.

use entity::product_import;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::accept::is_lines;
use super::cut_lines::cut_lines;
use super::source::Source;
use super::{Line, keys, refusals};
use crate::catalog::import::Rejected;
use crate::catalog::import::header::Header;
use crate::catalog::import::row::Row;
use crate::catalog::import::seen::Seen;
use crate::error::{Error, Result};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::storage::{Storage, parts};
use crate::store::{Store, Txn};

/// Of the file, for each chunk.
const CHUNK_BYTES: u64 = 512 * 1024;
const MOST_CHUNKS: u64 = 64;
/// Rows of all chunks that are held at the same time, bytes; then each chunk gets a further segment.
const HELD: usize = 16 * 1024 * 1024;

/// What cutting found.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Without the header.
    pub(super) rows: u64,
    /// Segments of each chunk.
    pub(super) segments: Vec<u32>,
}

/// How many chunks a file of that size is cut into.
pub(super) fn chunk_count(bytes: i64) -> u32 {
    let bytes = u64::try_from(bytes).unwrap_or_default();
    u32::try_from(bytes.div_ceil(CHUNK_BYTES).clamp(1, MOST_CHUNKS)).unwrap_or(1)
}

/// Reads the file and writes its chunks, and notes the rows that can be refused without asking the catalogue.
pub async fn cut(store: &Store, storage: &dyn Storage, import_id: Uuid) -> Result<Plan> {
    let import = super::look::row(store.read(), import_id).await?;
    let bytes = u64::try_from(import.bytes).unwrap_or_default();
    let beginning = parts::read(storage, &import.storage_key, bytes, 0).await?.unwrap_or_default();
    if is_lines(&beginning) {
        return cut_lines(store, storage, &import).await;
    }
    let mut source = Source::new(storage, &import.storage_key, bytes);
    source.fetch().await?;
    let header = Header::read(&mut source.records)?;
    let mut chunks = Chunks::new(storage, import_id, chunk_count(import.bytes));
    let (mut seen, mut rows, mut refused) = (Seen::default(), 0, Vec::new());
    while let Some(record) = source.next(Some(header.width())).await? {
        rows += 1;
        let text = String::from_utf8_lossy(&record.text).into_owned();
        let (line, sku) = (record.line, record.fields.as_ref().ok().and_then(|fields| header.sku(fields)));
        let row = record
            .fields
            .and_then(|fields| Row::read(line, &header, &fields, &import.currency))
            .and_then(|row| seen.admit(&row).map(|()| row));
        match row {
            Ok(row) => chunks.add(Line { row, text }).await?,
            Err(reason) => refused.push((Rejected { line, sku, reason }, text)),
        }
        if refused.len() >= refusals::BATCH {
            refusals::note(store.writer(), import_id, std::mem::take(&mut refused)).await?;
        }
    }
    refusals::note(store.writer(), import_id, refused).await?;
    Ok(Plan { rows, segments: chunks.finish().await? })
}

/// Enqueues a job for each chunk, in the batch of the job in whose run this happens. Returns the tickets.
pub async fn planned(txn: &Txn, import_id: Uuid, plan: &Plan) -> Result<Vec<Ticket>> {
    let import = super::look::row(txn, import_id).await?;
    let batch_id = import.batch_id.ok_or(Error::NotFound { what: "import" })?;
    let most = plan.segments.iter().copied().max().unwrap_or_default();
    let change = product_import::ActiveModel {
        rows: Set(i64::try_from(plan.rows).unwrap_or(i64::MAX)),
        segments: Set(i32::try_from(most).unwrap_or(i32::MAX)),
        ..Default::default()
    };
    product_import::Entity::update_many()
        .set(change)
        .filter(product_import::Column::Id.eq(import_id))
        .exec(txn)
        .await?;
    let of_chunk = |(chunk, segments): (u32, &u32)| {
        NewJob::new(Job::ImportProducts { import_id, chunk, segments: *segments }).in_batch(batch_id)
    };
    let chunks = (0..).zip(&plan.segments).filter(|(_, segments)| **segments > 0).map(of_chunk);
    jobs::enqueue_all(txn, chunks.collect()).await
}

pub(super) struct Chunks<'a> {
    storage: &'a dyn Storage,
    import_id: Uuid,
    buffers: Vec<Vec<u8>>,
    segments: Vec<u32>,
    held: usize,
}

impl<'a> Chunks<'a> {
    pub fn new(storage: &'a dyn Storage, import_id: Uuid, count: u32) -> Self {
        let count = count as usize;
        Self { storage, import_id, buffers: vec![Vec::new(); count], segments: vec![0; count], held: 0 }
    }

    pub async fn add(&mut self, line: Line) -> Result<()> {
        // Not by a hash that differs from run to run: a cut that is repeated must come out the same.
        let digest = Sha256::digest(&line.row.slug);
        let number =
            u64::from_be_bytes(digest[..8].try_into().expect("a SHA-256 digest has more than 8 bytes"));
        let buffer = &mut self.buffers[(number % self.segments.len() as u64) as usize];
        let before = buffer.len();
        serde_json::to_writer(&mut *buffer, &line)?;
        buffer.push(b'\n');
        self.held += buffer.len() - before;
        if self.held >= HELD { self.flush().await } else { Ok(()) }
    }

    async fn flush(&mut self) -> Result<()> {
        for (chunk, buffer) in (0..).zip(&mut self.buffers) {
            if buffer.is_empty() {
                continue;
            }
            let segments = &mut self.segments[chunk as usize];
            let key = keys::segment(self.import_id, chunk, *segments);
            self.storage.put(&key, std::mem::take(buffer).into(), "application/jsonl").await?;
            *segments += 1;
        }
        self.held = 0;
        Ok(())
    }

    pub async fn finish(mut self) -> Result<Vec<u32>> {
        self.flush().await?;
        Ok(self.segments)
    }
}
