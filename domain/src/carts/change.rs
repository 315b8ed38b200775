//! Putting things into a cart, and taking them out.

use entity::{cart_line, variant};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use super::CartKey;
use super::find::Opened;
use super::view::{self, CartView};
use crate::catalog;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Of one variant.
pub const MAX_QUANTITY: i32 = 999;
/// Different variants in one cart.
pub const MAX_LINES: usize = 100;

/// Adds to what is there, in the open cart of `key` or a new one. The cart may ask for more than is in stock; it then
/// says so and cannot be checked out. Returns the cart as it is then, and the token of a guest's new cart.
pub async fn add(
    txn: &Txn,
    key: &CartKey,
    currency: &str,
    variant_id: Uuid,
    quantity: i32,
) -> Result<(CartView, Option<String>)> {
    check_quantity(quantity)?;
    let Opened { cart, new_token } = super::open(txn, key, currency).await?;
    // A cart that was made just now is empty.
    let mut lines = match new_token {
        Some(_) => Vec::new(),
        None => view::lines_of(txn, cart.id).await?,
    };
    let mut ids: Vec<Uuid> = lines.iter().map(|line| line.variant_id).collect();
    ids.push(variant_id);
    let for_sale = catalog::variants_for_sale(txn, &ids).await?;
    let offer = for_sale.get(&variant_id).ok_or(Error::NotFound { what: "variant" })?;
    match lines.iter_mut().find(|line| line.variant_id == variant_id) {
        Some(line) => {
            line.quantity = line.quantity.saturating_add(quantity);
            line.seen_price_minor = offer.price_minor;
            check_quantity(line.quantity)?;
            cart_line::Entity::update_many()
                .set(cart_line::ActiveModel {
                    quantity: Set(line.quantity),
                    seen_price_minor: Set(line.seen_price_minor),
                    ..Default::default()
                })
                .filter(cart_line::Column::Id.eq(line.id))
                .exec(txn)
                .await?;
        }
        None => {
            let line = cart_line::Model {
                id: Uuid::now_v7(),
                cart_id: cart.id,
                variant_id,
                quantity,
                seen_price_minor: offer.price_minor,
                created_at: now(),
            };
            cart_line::Entity::insert(line.clone().into_active_model().reset_all())
                .exec_without_returning(txn)
                .await?;
            lines.push(line);
        }
    }
    if lines.len() > MAX_LINES {
        return Err(Error::refused(
            "cart_full",
            format!("a cart holds at most {MAX_LINES} different things"),
        ));
    }
    Ok((view::assemble(cart, lines, &for_sale)?, new_token))
}

/// Sets the quantity of a line and takes note of today's price; 0 removes it.
pub async fn set_quantity(txn: &Txn, cart_id: Uuid, line_id: Uuid, quantity: i32) -> Result<()> {
    if quantity == 0 {
        return remove(txn, cart_id, line_id).await;
    }
    check_quantity(quantity)?;
    super::lock(txn, cart_id).await?;
    let line = cart_line::Entity::find_by_id(line_id)
        .filter(cart_line::Column::CartId.eq(cart_id))
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "cart line" })?;
    let price =
        variant::Entity::find_by_id(line.variant_id).one(txn).await?.map(|variant| variant.price_minor);
    cart_line::Entity::update_many()
        .set(cart_line::ActiveModel {
            quantity: Set(quantity),
            seen_price_minor: Set(price.unwrap_or(line.seen_price_minor)),
            ..Default::default()
        })
        .filter(cart_line::Column::Id.eq(line_id))
        .exec(txn)
        .await?;
    Ok(())
}

/// Removes a line.
pub async fn remove(txn: &Txn, cart_id: Uuid, line_id: Uuid) -> Result<()> {
    super::lock(txn, cart_id).await?;
    let gone = cart_line::Entity::delete_many()
        .filter(cart_line::Column::Id.eq(line_id))
        .filter(cart_line::Column::CartId.eq(cart_id))
        .exec(txn)
        .await?
        .rows_affected;
    if gone == 0 { Err(Error::NotFound { what: "cart line" }) } else { Ok(()) }
}

fn check_quantity(quantity: i32) -> Result<()> {
    if (1..=MAX_QUANTITY).contains(&quantity) {
        return Ok(());
    }
    Err(Error::invalid("quantity", format!("must be between 1 and {MAX_QUANTITY}")))
}
