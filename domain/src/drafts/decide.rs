//! What staff make of a draft.

use entity::draft;
use entity::states::DraftState;
use uuid::Uuid;

use super::{apply, lock, save};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Puts a draft into the place of what is there, as staff would by hand. `author` is who does it, as they are called now.
///
/// # Errors
/// `Conflict`: `wrong_draft_state` unless it is ready, `changed_meanwhile` when what the model was told is no longer so;
/// `NotFound` for it or what it is about; `Invalid` when the catalogue does not take it (any more).
pub async fn approve(txn: &Txn, id: Uuid, author: (Option<Uuid>, String)) -> Result<draft::Model> {
    let before = lock(txn, id).await?;
    if before.state != DraftState::Ready {
        let detail = format!("a draft that is {} cannot be approved", before.state);
        return Err(Error::conflict("wrong_draft_state", detail));
    }
    let by = author.0;
    apply::apply(txn, &before, author).await?;
    decided(txn, before, DraftState::Approved, Action::DraftApprove, by).await
}

/// Nothing comes of it. One that was rejected before is fine.
///
/// # Errors
/// `Conflict` `wrong_draft_state` when it was approved; `NotFound`.
pub async fn reject(txn: &Txn, id: Uuid, by: Option<Uuid>) -> Result<draft::Model> {
    let before = lock(txn, id).await?;
    match before.state {
        DraftState::Rejected => Ok(before),
        DraftState::Approved => {
            Err(Error::conflict("wrong_draft_state", "it was approved; change back what it changed"))
        }
        _ => decided(txn, before, DraftState::Rejected, Action::DraftReject, by).await,
    }
}

async fn decided(
    txn: &Txn,
    before: draft::Model,
    state: DraftState,
    action: Action,
    by: Option<Uuid>,
) -> Result<draft::Model> {
    let mut after = draft::Model { state, decided_by: by, decided_at: Some(now()), ..before.clone() };
    save(txn, &mut after).await?;
    // Which model made it is told in full: what is published by it says so nowhere else.
    let made_by = serde_json::json!({ "state": after.state, "model": after.model, "prompt": after.prompt });
    let old = serde_json::json!({ "state": before.state });
    audit::did(txn, action, after.id, Some(old), Some(made_by)).await?;
    Ok(after)
}
