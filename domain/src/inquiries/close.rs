//! Staff has answered, in whatever way.

use entity::inquiry;
use entity::states::InquiryState;
use sea_orm::sea_query::LockType;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// One that is closed is fine.
///
/// # Errors
/// `NotFound`.
pub async fn close(txn: &Txn, id: Uuid, by: Option<Uuid>) -> Result<inquiry::Model> {
    let before = inquiry::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "inquiry" })?;
    if before.state == InquiryState::Closed {
        return Ok(before);
    }
    let after = inquiry::Model {
        state: InquiryState::Closed,
        closed_by: by,
        closed_at: Some(now()),
        version: before.version + 1,
        ..before.clone()
    };
    inquiry::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(inquiry::Column::Id.eq(id))
        .exec(txn)
        .await?;
    audit::changed(txn, Action::InquiryClose, &before, &after).await?;
    events::record(txn, &Event::InquiryChanged { inquiry_id: id }, after.version).await?;
    Ok(after)
}
