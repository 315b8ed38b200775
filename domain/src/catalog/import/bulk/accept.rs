//! A file comes in: its row is there before its first byte, so that what is left of a transfer that broke off is known, and
//! it becomes an import with the commit that enqueues its first job.

use entity::product_import;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::{BATCH, keys};
use crate::audit::{self, Action};
use crate::catalog::import::header::Header;
use crate::catalog::import::lines;
use crate::catalog::import::records::Records;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::jobs::batches::{self, NewBatch};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::storage::{Storage, parts};
use crate::store::{Store, Txn};

/// Of a file, the part that has its first line or more.
const BEGINNING: usize = 64 * 1024;

/// Whether a file that begins like that is one of JSON lines: no header of a CSV file has a brace in front.
pub(super) fn is_lines(beginning: &[u8]) -> bool {
    beginning.trim_ascii_start().first() == Some(&b'{')
}

/// Notes that a file is about to come, and returns under which id.
pub async fn announce(store: &Store, created_by: Uuid, currency: &str) -> Result<Uuid> {
    let id = Uuid::now_v7();
    let row = product_import::ActiveModel {
        id: Set(id),
        created_by: Set(created_by),
        storage_key: Set(keys::upload(id)),
        bytes: Set(0),
        currency: Set(currency.to_owned()),
        batch_id: Set(None),
        segments: Set(0),
        rows: Set(0),
        created: Set(0),
        updated: Set(0),
        unchanged: Set(0),
        refused: Set(0),
        refused_key: Set(None),
        refused_bytes: Set(0),
        outcome: Set(None),
        created_at: Set(now()),
        finished_at: Set(None),
    };
    product_import::Entity::insert(row).exec_without_returning(store.writer()).await?;
    Ok(id)
}

/// Refuses a file by its beginning, which holds its first line or at least 64 KiB.
///
/// # Errors
/// `Invalid` (`header`) for CSV, `Invalid` (`line`) for JSON lines.
pub fn check_header(beginning: &[u8]) -> Result<()> {
    if is_lines(beginning) {
        let end = beginning.iter().position(|byte| *byte == b'\n');
        // What is longer is looked at later.
        let first = match end {
            Some(end) => &beginning[..end],
            None if beginning.len() >= BEGINNING => return Ok(()),
            None => beginning,
        };
        let text = std::str::from_utf8(first).map_err(|_| Error::invalid("line", "is not UTF-8"))?;
        return lines::refuse_first(text).map_or(Ok(()), |wrong| Err(Error::invalid("line", wrong)));
    }
    Header::read(&mut Records::new(beginning)).map(drop)
}

/// Makes an import of the file, of that many bytes, that lies under [`upload_key`](super::upload_key). Returns the tickets
/// to push after the commit.
pub async fn accept(txn: &Txn, id: Uuid, bytes: u64) -> Result<Vec<Ticket>> {
    let batch = NewBatch::new(BATCH).completed_by(Job::FinishImport { import_id: id });
    let batch_id = batches::open(txn, batch).await?;
    let accepted = product_import::ActiveModel {
        bytes: Set(i64::try_from(bytes).map_err(|_| Error::invalid("file", "is too large"))?),
        batch_id: Set(Some(batch_id)),
        ..Default::default()
    };
    product_import::Entity::update_many()
        .set(accepted)
        .filter(product_import::Column::Id.eq(id))
        .exec(txn)
        .await?;
    let plan = NewJob::new(Job::PlanImport { import_id: id }).in_batch(batch_id);
    let tickets = jobs::enqueue_all(txn, vec![plan]).await?;
    batches::seal(txn, batch_id).await?;
    audit::did(txn, Action::ProductsImport, id, None, Some(json!({ "bytes": bytes }))).await?;
    Ok(tickets)
}

/// Forgets a file that did not become an import.
pub async fn withdraw(store: &Store, storage: &dyn Storage, id: Uuid) -> Result<()> {
    parts::delete_leftovers(storage, &keys::upload(id)).await?;
    product_import::Entity::delete_many()
        .filter(product_import::Column::Id.eq(id))
        .filter(product_import::Column::BatchId.is_null())
        .exec(store.writer())
        .await?;
    Ok(())
}
