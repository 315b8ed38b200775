//! Applying a chunk: a few hundred rows, what was refused of them, and how far that is, in one transaction each.

use uuid::Uuid;

use super::{Line, Tally, keys, refusals};
use crate::catalog::import::apply::apply;
use crate::catalog::import::{BATCH, Rejected};
use crate::error::Result;
use crate::jobs::{self, Claimed};
use crate::storage::Storage;
use crate::store::{Store, Txn};

/// Applies what earlier runs have not.
///
/// # Errors
/// `LeaseLost` when the job is no longer this claim's; what was applied until then stays, and is recorded.
pub async fn apply_chunk(
    store: &Store,
    storage: &dyn Storage,
    claimed: &Claimed,
    (import_id, chunk, segments): (Uuid, u32, u32),
) -> Result<()> {
    let import = super::look::row(store.read(), import_id).await?;
    let mut tally = match jobs::find(store.read(), claimed.id).await?.result {
        Some(result) => serde_json::from_value(result)?,
        None => Tally::default(),
    };
    while tally.segment < segments {
        let content = storage.get(&keys::segment(import_id, chunk, tally.segment)).await?;
        let lines = content.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let mut lines = lines.skip(tally.rows).map(serde_json::from_slice);
        loop {
            let some: Vec<Line> = lines.by_ref().take(BATCH).collect::<Result<_, _>>()?;
            if some.is_empty() {
                break;
            }
            tally = store
                .write(async |txn| {
                    let next = apply_lines(txn, &import.currency, import_id, some, tally).await?;
                    jobs::record_result(txn, claimed, &next).await?;
                    Ok(next)
                })
                .await?;
        }
        tally = Tally { segment: tally.segment + 1, rows: 0, ..tally };
    }
    Ok(())
}

async fn apply_lines(
    txn: &Txn,
    currency: &str,
    import_id: Uuid,
    lines: Vec<Line>,
    before: Tally,
) -> Result<Tally> {
    let (rows, mut texts): (Vec<_>, Vec<_>) = lines.into_iter().map(|line| (line.row, line.text)).unzip();
    let outcome = apply(txn, currency, &rows).await?;
    let after = Tally {
        rows: before.rows + rows.len(),
        created: before.created + outcome.created,
        updated: before.updated + outcome.updated,
        unchanged: before.unchanged + outcome.unchanged,
        refused: before.refused + outcome.rejected.len() as u64,
        ..before
    };
    let with_text = |rejected: Rejected| {
        let index = rows.iter().position(|row| row.line == rejected.line);
        let text = index.map(|index| std::mem::take(&mut texts[index])).unwrap_or_default();
        (rejected, text)
    };
    let refused = outcome.rejected.into_iter().map(with_text).collect();
    refusals::note(txn, import_id, refused).await?;
    Ok(after)
}
