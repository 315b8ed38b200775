//! What a model drafted for staff, from being asked for to being approved or rejected. Nothing in it is published.

use crate::states::{DraftKind, DraftState};
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: DraftKind,
    pub state: DraftState,
    /// Of a reply there is none.
    pub product_id: Option<Uuid>,
    /// Of a reply.
    pub order_id: Option<Uuid>,
    /// BCP 47.
    pub language: Option<String>,
    /// What staff wants to be minded; of a reply, what the customer asks.
    pub wishes: Option<String>,
    /// SHA-256 of what the model was told of the product or the order, hex.
    pub basis: Option<String>,
    /// As the prompt's output.
    pub content: Option<Json>,
    /// A code that says why there is none.
    pub failure: Option<String>,
    /// `provider/model`.
    pub model: Option<String>,
    /// Name and version.
    pub prompt: Option<String>,
    pub created_by: Option<Uuid>,
    pub created_at: DateTimeUtc,
    pub written_at: Option<DateTimeUtc>,
    pub decided_by: Option<Uuid>,
    pub decided_at: Option<DateTimeUtc>,
    /// Last event version of this aggregate.
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
