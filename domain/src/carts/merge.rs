//! A guest logs in: what lay in the guest's cart goes to the customer's.

use entity::states::CartState;
use entity::{cart, cart_line};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{CartKey, MAX_LINES, MAX_QUANTITY, view};
use crate::clock::now;
use crate::error::Result;
use crate::store::Txn;

/// Moves the guest's lines over; of a variant that lies in both, the larger quantity stays, so that logging in twice
/// doubles nothing. Without an open guest cart nothing happens.
pub async fn merge(txn: &Txn, guest_token: &str, user_id: Uuid) -> Result<()> {
    let guest_key = CartKey { user_id: None, token: Some(guest_token.to_owned()) };
    let Some(guest) = super::find(txn, &guest_key).await? else { return Ok(()) };
    super::lock(txn, guest.id).await?;
    let own_key = CartKey { user_id: Some(user_id), token: None };
    let Some(own) = super::find(txn, &own_key).await? else {
        cart::Entity::update_many()
            .set(cart::ActiveModel {
                user_id: Set(Some(user_id)),
                token_hash: Set(None),
                ..Default::default()
            })
            .filter(cart::Column::Id.eq(guest.id))
            .exec(txn)
            .await?;
        return Ok(());
    };
    let own = super::lock(txn, own.id).await?;
    super::codes::join(txn, &own, &guest).await?;
    let mut kept = view::lines_of(txn, own.id).await?;
    for line in view::lines_of(txn, guest.id).await? {
        if let Some(same) = kept.iter().find(|own| own.variant_id == line.variant_id) {
            let quantity = same.quantity.max(line.quantity).min(MAX_QUANTITY);
            cart_line::Entity::update_many()
                .set(cart_line::ActiveModel { quantity: Set(quantity), ..Default::default() })
                .filter(cart_line::Column::Id.eq(same.id))
                .exec(txn)
                .await?;
        } else if kept.len() < MAX_LINES {
            cart_line::Entity::update_many()
                .set(cart_line::ActiveModel { cart_id: Set(own.id), ..Default::default() })
                .filter(cart_line::Column::Id.eq(line.id))
                .exec(txn)
                .await?;
            kept.push(line);
        }
    }
    cart::Entity::update_many()
        .set(cart::ActiveModel {
            state: Set(CartState::Converted),
            updated_at: Set(now()),
            ..Default::default()
        })
        .filter(cart::Column::Id.eq(guest.id))
        .exec(txn)
        .await?;
    Ok(())
}
