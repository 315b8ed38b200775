//! Carts that nobody came back to.

use entity::cart;
use entity::states::CartState;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::store::Store;

/// Marks open carts that were last touched before `before` as abandoned. Returns how many.
pub async fn abandon_idle(store: &Store, before: Timestamp) -> Result<u64> {
    let changed = cart::Entity::update_many()
        .set(cart::ActiveModel {
            state: Set(CartState::Abandoned),
            updated_at: Set(now()),
            ..Default::default()
        })
        .filter(cart::Column::State.eq(CartState::Open))
        .filter(cart::Column::UpdatedAt.lt(before))
        .exec(store.writer())
        .await?;
    Ok(changed.rows_affected)
}
