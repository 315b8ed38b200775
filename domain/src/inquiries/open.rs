//! A shopper asks.

use entity::inquiry;
use entity::states::InquiryState;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts;
use crate::clock::now;
use crate::error::{Error, FieldError, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// Characters of a question.
const TEXT: usize = 4_000;
/// Of what was said before.
const SAID: usize = 4_000;
const TURNS: usize = 40;

#[derive(Debug, Clone)]
pub struct NewInquiry {
    pub email: String,
    pub text: String,
    /// Oldest first.
    pub transcript: Vec<Said>,
    pub user_id: Option<Uuid>,
}

/// Something that was said before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// `shopper` or `assistant`.
    pub from: String,
    pub text: String,
}

/// # Errors
/// `Invalid` with all that is wrong.
pub async fn open(txn: &Txn, new: NewInquiry) -> Result<inquiry::Model> {
    let email = accounts::normalize_email(&new.email);
    let mut wrong: Vec<FieldError> = accounts::check_email(&email).err().into_iter().collect();
    let mut check = |field: &'static str, text: &str, most: usize| {
        let is_clean = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
        if text.trim().is_empty() || text.chars().count() > most || !is_clean {
            let message = format!("must be a text of 1 to {most} characters");
            wrong.push(FieldError { field: field.into(), message });
        }
    };
    check("message", &new.text, TEXT);
    new.transcript.iter().for_each(|said| check("transcript", &said.text, SAID));
    if new.transcript.len() > TURNS {
        wrong.push(FieldError { field: "transcript".into(), message: format!("must be at most {TURNS}") });
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let row = inquiry::Model {
        id: Uuid::now_v7(),
        state: InquiryState::Open,
        email,
        text: new.text.trim().to_owned(),
        transcript: serde_json::to_value(&new.transcript)?,
        user_id: new.user_id,
        created_at: now(),
        closed_by: None,
        closed_at: None,
        version: 1,
    };
    inquiry::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    events::record(txn, &Event::InquiryChanged { inquiry_id: row.id }, row.version).await?;
    Ok(row)
}
