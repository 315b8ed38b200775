//! A JSON object that is written into the storage member by member, and its lists item by item.

use serde_json::Value;

use crate::error::Result;
use crate::storage::Storage;
use crate::storage::parts::Writer;

pub(super) struct Document<'a> {
    file: Writer<'a>,
    /// Whether something stands before the next member or item, so that a comma is wanted.
    follows: bool,
}

impl<'a> Document<'a> {
    pub async fn begin(storage: &'a dyn Storage, key: String) -> Result<Self> {
        let mut file = Writer::new(storage, key, "application/json");
        file.write(b"{").await?;
        Ok(Self { file, follows: false })
    }

    pub async fn put(&mut self, name: &str, value: &Value) -> Result<()> {
        self.name(name).await?;
        self.file.write(&serde_json::to_vec_pretty(value)?).await
    }

    pub async fn begin_list(&mut self, name: &str) -> Result<()> {
        self.name(name).await?;
        self.follows = false;
        self.file.write(b"[").await
    }

    pub async fn items(&mut self, items: Vec<Value>) -> Result<()> {
        for item in items {
            self.separate().await?;
            self.file.write(&serde_json::to_vec_pretty(&item)?).await?;
        }
        Ok(())
    }

    pub async fn end_list(&mut self) -> Result<()> {
        self.follows = true;
        self.file.write(b"]").await
    }

    /// Returns the size of the file, bytes.
    pub async fn finish(mut self) -> Result<u64> {
        self.file.write(b"\n}\n").await?;
        self.file.finish().await
    }

    async fn name(&mut self, name: &str) -> Result<()> {
        self.separate().await?;
        self.file.write(&serde_json::to_vec(name)?).await?;
        self.file.write(b": ").await
    }

    async fn separate(&mut self) -> Result<()> {
        let comma: &[u8] = if std::mem::replace(&mut self.follows, true) { b",\n" } else { b"\n" };
        self.file.write(comma).await
    }
}
