//! Keeping what came of asking a model.

use entity::states::DraftState;
use uuid::Uuid;

use super::compose::Outcome;
use super::{lock, save};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// A draft that nobody waits for any more stays as it is.
pub async fn record(txn: &Txn, id: Uuid, outcome: Outcome) -> Result<()> {
    let mut draft = match lock(txn, id).await {
        Err(Error::NotFound { .. }) => return Ok(()),
        draft => draft?,
    };
    if draft.state != DraftState::Asked {
        return Ok(());
    }
    match outcome {
        Outcome::Written { content, basis, model, prompt } => {
            draft.state = DraftState::Ready;
            (draft.content, draft.basis) = (Some(content), Some(basis));
            (draft.model, draft.prompt) = (Some(model), Some(prompt));
        }
        Outcome::Failed { code } => {
            draft.state = DraftState::Failed;
            draft.failure = Some(code);
        }
    }
    draft.written_at = Some(now());
    save(txn, &mut draft).await
}
