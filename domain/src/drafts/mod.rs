//! What models draft for staff: texts of products and their translations, attributes read out of texts, what reviews say in
//! short, and replies to what customers ask.
//!
//! A draft is asked for by staff ([`ask`]), written by a job ([`compose`], [`record`]) and looked at by staff, who
//! [`approve`] or [`reject`] it. Only approving changes anything, through the same function as an edit of theirs, and only
//! if what the model was told is still so. A draft names the model and the version of the prompt that made it.

mod apply;
mod ask;
mod compose;
mod decide;
mod list;
mod order_facts;
mod product_facts;
mod prune;
mod record;
mod review_facts;

pub use ask::{NewDraft, ask};
pub use compose::{Outcome, compose};
pub use decide::{approve, reject};
pub use list::{Filter, find, list};
pub(crate) use order_facts::of as facts_of_order;
pub(crate) use product_facts::fact;
pub use prune::prune;
pub use record::record;

use entity::draft;
use entity::states::DraftKind;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::accounts::Permission;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// Characters of what staff wants to be minded, or a customer asks.
pub const WISHES: usize = 2_000;

/// What it takes to ask for drafts of that kind, to see and to decide them.
pub const fn permission(kind: DraftKind) -> Permission {
    match kind {
        DraftKind::Description
        | DraftKind::Seo
        | DraftKind::Attributes
        | DraftKind::Translation
        | DraftKind::ReviewSummary => Permission::CatalogWrite,
        DraftKind::Reply => Permission::OrdersWrite,
    }
}

async fn lock(txn: &Txn, id: Uuid) -> Result<draft::Model> {
    draft::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "draft" })
}

/// Writes a draft whose row is locked as its next version, and announces that.
async fn save(txn: &Txn, draft: &mut draft::Model) -> Result<()> {
    draft.version += 1;
    draft::Entity::update_many()
        .set(draft.clone().into_active_model().reset_all())
        .filter(draft::Column::Id.eq(draft.id))
        .exec(txn)
        .await?;
    events::record(txn, &Event::DraftChanged { draft_id: draft.id }, draft.version).await
}

/// By which it is seen whether the same would be told again.
fn basis(facts: &impl Serialize) -> Result<String> {
    Ok(hex::encode(Sha256::digest(serde_json::to_vec(facts)?)))
}

fn corrupt(draft: &draft::Model) -> Error {
    Error::Corrupt(format!("draft {} ({}) is about nothing", draft.id, draft.kind))
}
