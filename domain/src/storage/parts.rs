//! Files of any size, kept in parts of [`PART`] bytes each, so that nobody ever holds a whole one in memory.
//!
//! The parts of `imports/1/upload.csv` are `imports/1/upload.csv/00000` and so on. How many there are follows from the
//! size of the file, which its owner has to remember. A file is there when its owner says so: parts without an owner
//! are the leftovers of a writer that died, and for whoever prunes to remove.

use bytes::{Bytes, BytesMut};
use futures_util::stream::BoxStream;
use futures_util::{StreamExt, stream};
use std::sync::Arc;

use super::Storage;
use crate::error::{Error, Result};

/// Bytes of every part but the last, which has fewer or as many.
pub const PART: usize = 4 * 1024 * 1024;

fn name(key: &str, part: u64) -> String {
    format!("{key}/{part:05}")
}

fn count(bytes: u64) -> u64 {
    bytes.div_ceil(PART as u64)
}

/// Writes a file from its beginning, replacing what was there.
pub struct Writer<'a> {
    storage: &'a dyn Storage,
    key: String,
    content_type: &'static str,
    buffer: BytesMut,
    written: u64,
}

impl<'a> Writer<'a> {
    pub fn new(storage: &'a dyn Storage, key: impl Into<String>, content_type: &'static str) -> Self {
        Self { storage, key: key.into(), content_type, buffer: BytesMut::new(), written: 0 }
    }

    pub async fn write(&mut self, mut content: &[u8]) -> Result<()> {
        while !content.is_empty() {
            let room = PART - self.buffer.len();
            let (now, later) = content.split_at(room.min(content.len()));
            self.buffer.extend_from_slice(now);
            content = later;
            if self.buffer.len() == PART {
                self.put().await?;
            }
        }
        Ok(())
    }

    async fn put(&mut self) -> Result<()> {
        let content = self.buffer.split().freeze();
        let part = name(&self.key, self.written / PART as u64);
        self.written += content.len() as u64;
        self.storage.put(&part, content, self.content_type).await
    }

    /// Returns the size of the file, bytes.
    pub async fn finish(mut self) -> Result<u64> {
        if !self.buffer.is_empty() {
            self.put().await?;
        }
        Ok(self.written)
    }
}

/// One part of a file of that size, counted from 0; `None` behind the last.
pub async fn read(storage: &dyn Storage, key: &str, bytes: u64, part: u64) -> Result<Option<Bytes>> {
    if part >= count(bytes) { Ok(None) } else { storage.get(&name(key, part)).await.map(Some) }
}

/// The file from its beginning, a part at a time.
pub fn stream(storage: Arc<dyn Storage>, key: String, bytes: u64) -> BoxStream<'static, Result<Bytes>> {
    let parts = stream::iter(0..count(bytes));
    parts
        .then(move |part| {
            let (storage, key) = (storage.clone(), name(&key, part));
            async move { storage.get(&key).await }
        })
        .boxed()
}

/// Removes a file of that size.
pub async fn delete(storage: &dyn Storage, key: &str, bytes: u64) -> Result<()> {
    for part in 0..count(bytes) {
        storage.delete(&name(key, part)).await?;
    }
    Ok(())
}

/// Removes a file whose writer died before anybody knew its size.
pub async fn delete_leftovers(storage: &dyn Storage, key: &str) -> Result<()> {
    for part in 0.. {
        match storage.get(&name(key, part)).await {
            Ok(_) => storage.delete(&name(key, part)).await?,
            Err(Error::NotFound { .. }) => break,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    use async_trait::async_trait;

    use super::*;

    #[derive(Default)]
    struct Shelf(Mutex<BTreeMap<String, Bytes>>);

    #[async_trait]
    impl Storage for Shelf {
        async fn put(&self, key: &str, content: Bytes, _: &str) -> Result<()> {
            self.0.lock().unwrap().insert(key.to_owned(), content);
            Ok(())
        }

        async fn get(&self, key: &str) -> Result<Bytes> {
            self.0.lock().unwrap().get(key).cloned().ok_or(Error::NotFound { what: "file" })
        }

        async fn delete(&self, key: &str) -> Result<()> {
            self.0.lock().unwrap().remove(key);
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_file_of_any_size_comes_back_and_goes_without_a_trace() {
        for size in [0, 1, PART - 1, PART, PART + 1, 2 * PART, 2 * PART + 7] {
            let shelf = Arc::new(Shelf::default());
            let content: Vec<u8> = (0..size).map(|index| (index % 251) as u8).collect();
            let mut writer = Writer::new(shelf.as_ref(), "a/b", "text/csv");
            for piece in content.chunks(1_000_003) {
                writer.write(piece).await.unwrap();
            }
            let bytes = writer.finish().await.unwrap();
            assert_eq!(bytes, size as u64);
            let parts: Vec<_> = stream(shelf.clone(), "a/b".into(), bytes).collect().await;
            assert_eq!(
                parts.iter().flat_map(|part| part.as_ref().unwrap().to_vec()).collect::<Vec<_>>(),
                content
            );
            assert!(read(shelf.as_ref(), "a/b", bytes, parts.len() as u64).await.unwrap().is_none());
            delete(shelf.as_ref(), "a/b", bytes).await.unwrap();
            assert!(shelf.0.lock().unwrap().is_empty());
        }
    }
}
