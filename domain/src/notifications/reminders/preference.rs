//! Whether a customer wants to be written to beyond what an order needs.

use entity::mail_preference as row;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use uuid::Uuid;

use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

/// What the customer said; `None` when they said nothing.
pub async fn may_be_reminded(db: &impl ConnectionTrait, user_id: Uuid) -> Result<Option<bool>> {
    Ok(row::Entity::find_by_id(user_id).one(db).await?.map(|row| row.reminders))
}

/// Notes what the customer says.
pub async fn set_may_be_reminded(txn: &Txn, user_id: Uuid, reminders: bool) -> Result<()> {
    let said = row::ActiveModel { user_id: Set(user_id), reminders: Set(reminders), updated_at: Set(now()) };
    let before = OnConflict::column(row::Column::UserId)
        .update_columns([row::Column::Reminders, row::Column::UpdatedAt])
        .to_owned();
    row::Entity::insert(said).on_conflict(before).exec_without_returning(txn).await?;
    Ok(())
}
