//! The files: gzip, one event as JSON a line, in the order of aggregate and version; and the notes of them.

use std::io::{BufRead, BufReader, Write};

use bytes::{Buf, Bytes, buf::Reader};
use entity::{event, event_archive as row};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{Error, Result};
use crate::events::Recorded;
use crate::storage::Storage;

pub(super) fn encode(events: &[event::Model]) -> Result<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    let failed = |error| Error::Corrupt(format!("compressing in memory failed: {error}"));
    for event in events {
        serde_json::to_writer(&mut encoder, event)?;
        encoder.write_all(b"\n").map_err(failed)?;
    }
    Ok(encoder.finish().map_err(failed)?.into())
}

pub(super) fn digest(content: &[u8]) -> String {
    hex::encode(Sha256::digest(content))
}

/// Whether the file holds exactly these events.
pub(super) fn is_copy_of(content: &Bytes, events: &[event::Model]) -> Result<bool> {
    let mut lines = Lines::<event::Model>::new(content.clone());
    for event in events {
        if lines.next()?.as_ref() != Some(event) {
            return Ok(false);
        }
    }
    Ok(lines.next()?.is_none())
}

/// Notes of files that may have events of aggregates from `first` to `last`, by the first aggregate in each.
pub(crate) async fn between(
    db: &impl ConnectionTrait,
    aggregate: &str,
    first: Uuid,
    last: Uuid,
) -> Result<Vec<row::Model>> {
    let query = row::Entity::find()
        .filter(row::Column::Aggregate.eq(aggregate))
        .filter(row::Column::LastId.gte(first))
        .filter(row::Column::FirstId.lte(last))
        .order_by_asc(row::Column::FirstId);
    Ok(query.all(db).await?)
}

/// A file that is being read, as much of each event as `T` takes.
pub(crate) struct File<T = Recorded> {
    lines: Lines<T>,
    head: Option<T>,
}

impl<T: DeserializeOwned> File<T> {
    /// # Errors
    /// `Corrupt` when the file is not the one that was stored.
    pub async fn open(storage: &dyn Storage, note: &row::Model) -> Result<Self> {
        let content = match storage.get(&note.storage_key).await {
            // It is no absence that anybody asked about, and it may be the storage that is wrong.
            Err(Error::NotFound { .. }) => {
                let missing = format!("{} is missing", note.storage_key);
                return Err(Error::unavailable("the archive of events", missing));
            }
            content => content?,
        };
        if digest(&content) != note.sha256 {
            return Err(Error::Corrupt(format!("the archived events in {} were changed", note.storage_key)));
        }
        let mut lines = Lines::new(content);
        Ok(Self { head: lines.next()?, lines })
    }

    pub fn head(&self) -> Option<&T> {
        self.head.as_ref()
    }

    pub fn take(&mut self) -> Result<Option<T>> {
        let next = self.lines.next()?;
        Ok(std::mem::replace(&mut self.head, next))
    }
}

struct Lines<T> {
    reader: BufReader<GzDecoder<Reader<Bytes>>>,
    line: String,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Lines<T> {
    fn new(content: Bytes) -> Self {
        let reader = BufReader::new(GzDecoder::new(content.reader()));
        Self { reader, line: String::new(), of: std::marker::PhantomData }
    }

    fn next(&mut self) -> Result<Option<T>> {
        self.line.clear();
        let read = self.reader.read_line(&mut self.line);
        let read =
            read.map_err(|error| Error::Corrupt(format!("archived events cannot be read: {error}")))?;
        if read == 0 {
            return Ok(None);
        }
        Ok(Some(serde_json::from_str(&self.line)?))
    }
}
