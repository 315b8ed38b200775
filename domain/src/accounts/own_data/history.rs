//! What happened to the account, as the event log has it: in its table and in its files.

use serde_json::{Value, json};

use super::CHUNK;
use super::gather::Gathering;
use crate::error::Result;
use crate::events::{Aggregate, Log};
use crate::storage::Storage;

impl Gathering<'_> {
    /// Kinds and times; what else events carry are ids of what stands elsewhere.
    pub async fn events(&mut self, storage: &dyn Storage) -> Result<()> {
        let log = Log { store: self.store, storage };
        let mut pages = log.pages(Aggregate::User(self.user_id)).await?;
        self.document.begin_list("events").await?;
        loop {
            let events = pages.next(CHUNK).await?;
            if events.is_empty() {
                return self.document.end_list().await;
            }
            let told = events.into_iter().map(|event| -> Value {
                json!({ "at": event.recorded_at, "event": event.kind, "version": event.version })
            });
            self.document.items(told.collect()).await?;
        }
    }
}
