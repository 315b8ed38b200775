//! Asking for a draft.

use entity::states::{DraftKind, DraftState};
use entity::{draft, order, product};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
};
use uuid::Uuid;

use super::WISHES;
use crate::assistant::{Models, Purpose};
use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, FieldError, Result};
use crate::events::{self, Event};
use crate::jobs::{self, Job, NewJob, Ticket};
use crate::store::Txn;

/// What is to be drafted, and about what.
#[derive(Debug, Clone)]
pub struct NewDraft {
    pub kind: DraftKind,
    /// The order of a reply, otherwise the product.
    pub about: Uuid,
    /// BCP 47; none: that of the texts there are.
    pub language: Option<String>,
    /// What is to be minded; of a reply, what the customer asks.
    pub wishes: Option<String>,
    pub by: Option<Uuid>,
}

/// Promises a draft. Returns it, and the tickets to push after the commit.
///
/// # Errors
/// `Refused` `models_off`; `NotFound` for the product or the order; `Invalid`; Conflict `draft_under_way` while one of that
/// kind is being written about it.
pub async fn ask(txn: &Txn, models: &Models, new: NewDraft) -> Result<(draft::Model, Vec<Ticket>)> {
    models.settings(Purpose::Drafts)?;
    check(&new)?;
    require(txn, &new).await?;
    let is_reply = new.kind == DraftKind::Reply;
    let row = draft::Model {
        id: Uuid::now_v7(),
        kind: new.kind,
        state: DraftState::Asked,
        product_id: Some(new.about).filter(|_| !is_reply),
        order_id: Some(new.about).filter(|_| is_reply),
        language: new.language,
        wishes: new.wishes,
        basis: None,
        content: None,
        failure: None,
        model: None,
        prompt: None,
        created_by: new.by,
        created_at: now(),
        written_at: None,
        decided_by: None,
        decided_at: None,
        version: 1,
    };
    draft::Entity::insert(row.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    audit::created(txn, Action::DraftAsk, &row).await?;
    events::record(txn, &Event::DraftChanged { draft_id: row.id }, row.version).await?;
    let tickets = jobs::enqueue_all(txn, vec![NewJob::new(Job::WriteDraft { draft_id: row.id })]).await?;
    Ok((row, tickets))
}

fn check(new: &NewDraft) -> Result<()> {
    let mut wrong = Vec::new();
    let mut add = |field: &'static str, message: String| {
        wrong.push(FieldError { field: field.into(), message });
    };
    let wishes = new.wishes.as_deref().unwrap_or_default();
    let field = if new.kind == DraftKind::Reply { "question" } else { "wishes" };
    if wishes.chars().count() > WISHES {
        add(field, format!("must have at most {WISHES} characters"));
    }
    if wishes.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        add(field, "must not contain control characters".to_owned());
    }
    if new.kind == DraftKind::Reply && wishes.trim().is_empty() {
        add(field, "must say what the customer asks".to_owned());
    }
    if new.kind == DraftKind::Translation && new.language.is_none() {
        add("language", "must say into which language".to_owned());
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

async fn require(db: &impl ConnectionTrait, new: &NewDraft) -> Result<()> {
    let about = if new.kind == DraftKind::Reply {
        let order = order::Entity::find_by_id(new.about).one(db).await?;
        order.ok_or(Error::NotFound { what: "order" })?;
        draft::Column::OrderId
    } else {
        let product = product::Entity::find_by_id(new.about).one(db).await?;
        product.filter(|product| product.deleted_at.is_none()).ok_or(Error::NotFound { what: "product" })?;
        draft::Column::ProductId
    };
    let mut under_way = draft::Entity::find()
        .filter(about.eq(new.about))
        .filter(draft::Column::Kind.eq(new.kind))
        .filter(draft::Column::State.eq(DraftState::Asked));
    if new.kind == DraftKind::Translation {
        // Each language is a draft of its own.
        under_way = under_way.filter(draft::Column::Language.eq(new.language.as_deref()));
    }
    if under_way.count(db).await? > 0 {
        return Err(Error::conflict("draft_under_way", "such a draft is being written; wait for it"));
    }
    Ok(())
}
