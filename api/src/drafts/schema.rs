//! Drafts as the API shows them.

use chrono::{DateTime, Utc};
use domain::entity::draft;
use domain::entity::states::{DraftKind as StoredKind, DraftState};
use poem_openapi::{Enum, Object};
use serde::Deserialize;
use uuid::Uuid;

/// What was drafted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum DraftKind {
    Description,
    Seo,
    Attributes,
    /// To what a customer asks about an order.
    Reply,
    /// The texts of a product in another language.
    Translation,
    /// What the reviews of a product say, in short.
    ReviewSummary,
}

impl From<StoredKind> for DraftKind {
    fn from(kind: StoredKind) -> Self {
        match kind {
            StoredKind::Description => Self::Description,
            StoredKind::Seo => Self::Seo,
            StoredKind::Attributes => Self::Attributes,
            StoredKind::Reply => Self::Reply,
            StoredKind::Translation => Self::Translation,
            StoredKind::ReviewSummary => Self::ReviewSummary,
        }
    }
}

impl From<DraftKind> for StoredKind {
    fn from(kind: DraftKind) -> Self {
        match kind {
            DraftKind::Description => Self::Description,
            DraftKind::Seo => Self::Seo,
            DraftKind::Attributes => Self::Attributes,
            DraftKind::Reply => Self::Reply,
            DraftKind::Translation => Self::Translation,
            DraftKind::ReviewSummary => Self::ReviewSummary,
        }
    }
}

/// Where a draft stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[oai(rename_all = "snake_case")]
pub enum DraftStatus {
    /// A job has a model write it.
    Asked,
    /// It can be looked at, and approved or rejected.
    Ready,
    /// There is none; `failure` says why.
    Failed,
    /// What it says was done.
    Approved,
    Rejected,
}

impl From<DraftState> for DraftStatus {
    fn from(state: DraftState) -> Self {
        match state {
            DraftState::Asked => Self::Asked,
            DraftState::Ready => Self::Ready,
            DraftState::Failed => Self::Failed,
            DraftState::Approved => Self::Approved,
            DraftState::Rejected => Self::Rejected,
        }
    }
}

impl From<DraftStatus> for DraftState {
    fn from(state: DraftStatus) -> Self {
        match state {
            DraftStatus::Asked => Self::Asked,
            DraftStatus::Ready => Self::Ready,
            DraftStatus::Failed => Self::Failed,
            DraftStatus::Approved => Self::Approved,
            DraftStatus::Rejected => Self::Rejected,
        }
    }
}

/// Values of an attribute that were read out of texts.
#[derive(Debug, Deserialize, Object)]
pub struct DraftedAttribute {
    /// Of the attribute.
    pub code: String,
    /// Codes of choices; or one number; or `true` or `false`.
    pub values: Vec<String>,
}

/// What a model wrote. Which of these there are follows from the kind.
#[derive(Debug, Default, Deserialize, Object)]
#[serde(default)]
#[oai(skip_serializing_if_is_none)]
pub struct DraftContent {
    /// Of the product, translated.
    pub name: Option<String>,
    /// Of the product, or for search engines.
    pub description: Option<String>,
    /// For search engines, translated; may be empty.
    pub seo_title: Option<String>,
    /// For search engines, translated; may be empty.
    pub seo_description: Option<String>,
    /// For search engines.
    pub title: Option<String>,
    pub attributes: Option<Vec<DraftedAttribute>>,
    /// Of a reply, or of what reviews say.
    pub text: Option<String>,
}

/// What a model drafted for staff. It is published nowhere before somebody approves it.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct Draft {
    pub id: Uuid,
    pub kind: DraftKind,
    pub state: DraftStatus,
    /// The product that it is about.
    pub product_id: Option<Uuid>,
    /// The order that it is about.
    pub order_id: Option<Uuid>,
    /// BCP 47.
    pub language: Option<String>,
    /// What was to be minded; of a reply, what the customer asks.
    pub wishes: Option<String>,
    pub content: Option<DraftContent>,
    /// Why there is none: `model_unavailable`, `model_refused`, `model_rejected`, `model_cut_off`, `model_answer_invalid`,
    /// `model_out_of_budget`, `models_off`, `nothing_to_read`, `too_few_reviews` or
    /// `subject_gone`.
    pub failure: Option<String>,
    /// The model that wrote it: provider and name.
    pub model: Option<String>,
    /// The prompt that it was asked by, with its version.
    pub prompt: Option<String>,
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
    pub written_at: Option<DateTime<Utc>>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl TryFrom<draft::Model> for Draft {
    type Error = domain::Error;

    fn try_from(row: draft::Model) -> domain::Result<Self> {
        Ok(Self {
            id: row.id,
            kind: row.kind.into(),
            state: row.state.into(),
            product_id: row.product_id,
            order_id: row.order_id,
            language: row.language,
            wishes: row.wishes,
            content: row.content.map(serde_json::from_value).transpose()?,
            failure: row.failure,
            model: row.model,
            prompt: row.prompt,
            created_by: row.created_by,
            created_at: row.created_at,
            written_at: row.written_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
        })
    }
}

/// A page of drafts.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct DraftPage {
    pub items: Vec<Draft>,
    pub next_cursor: Option<String>,
}
