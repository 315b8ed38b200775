//! Who did what to what, from where. The database refuses to change or delete a row.

use crate::states::ActorKind;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_entries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: DateTimeUtc,
    pub actor_kind: ActorKind,
    /// The user or the key; none for the program itself.
    pub actor_id: Option<Uuid>,
    /// Such as `product.update`.
    pub action: String,
    /// Such as `product`.
    pub entity: String,
    pub entity_id: String,
    /// What was, of what changed; nothing when there was nothing before.
    pub before: Option<Json>,
    /// What is, of what changed; nothing when it is gone.
    pub after: Option<Json>,
    pub address: Option<String>,
    pub user_agent: Option<String>,
    pub request_id: Option<String>,
    pub trace_id: String,
}

impl ActiveModelBehavior for ActiveModel {}
