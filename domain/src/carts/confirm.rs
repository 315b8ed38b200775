//! A shopper agrees to the prices of today.

use entity::cart_line;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{CartKey, CartView};
use crate::error::{Error, Result};
use crate::store::Txn;

/// Takes note that the shopper has seen the prices of the open cart of `key`, and returns it as it is then, locked. Whether
/// these are the prices that were meant is for the caller to look at.
///
/// # Errors
/// `NotFound`.
pub async fn confirm_prices(txn: &Txn, key: &CartKey) -> Result<CartView> {
    let cart = super::find::lock_of(txn, key).await?.ok_or(Error::NotFound { what: "open cart" })?;
    let mut view = super::view(txn, cart).await?;
    for line in view.lines.iter_mut().filter(|line| line.seen_price_minor != line.unit_price_minor) {
        cart_line::Entity::update_many()
            .set(cart_line::ActiveModel {
                seen_price_minor: Set(line.unit_price_minor),
                ..Default::default()
            })
            .filter(cart_line::Column::Id.eq(line.id))
            .exec(txn)
            .await?;
        line.seen_price_minor = line.unit_price_minor;
    }
    Ok(view)
}
