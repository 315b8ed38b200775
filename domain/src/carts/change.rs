//! Putting things into a cart, and taking them out.

use entity::{cart_line, variant};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::catalog;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::store::Txn;

/// Of one variant.
pub const MAX_QUANTITY: i32 = 999;
/// Different variants in one cart.
pub const MAX_LINES: u64 = 100;

/// Adds to what is there. The cart may ask for more than is in stock; it then says so and cannot be checked out.
pub async fn add(txn: &Txn, cart_id: Uuid, variant_id: Uuid, quantity: i32) -> Result<()> {
    check_quantity(quantity)?;
    super::lock(txn, cart_id).await?;
    let for_sale = catalog::variants_for_sale(txn, &[variant_id]).await?;
    let offer = for_sale.get(&variant_id).ok_or(Error::NotFound { what: "variant" })?;
    let line = cart_line::ActiveModel {
        id: Set(Uuid::now_v7()),
        cart_id: Set(cart_id),
        variant_id: Set(variant_id),
        quantity: Set(quantity),
        seen_price_minor: Set(offer.price_minor),
        created_at: Set(now()),
    };
    let sum = Expr::col((cart_line::Entity, cart_line::Column::Quantity)).add(quantity);
    let line = cart_line::Entity::insert(line)
        .on_conflict(
            OnConflict::columns([cart_line::Column::CartId, cart_line::Column::VariantId])
                .value(cart_line::Column::Quantity, sum)
                .update_column(cart_line::Column::SeenPriceMinor)
                .to_owned(),
        )
        .exec_with_returning(txn)
        .await?;
    check_quantity(line.quantity)?;
    let lines = cart_line::Entity::find().filter(cart_line::Column::CartId.eq(cart_id)).count(txn).await?;
    if lines > MAX_LINES {
        return Err(Error::refused(
            "cart_full",
            format!("a cart holds at most {MAX_LINES} different things"),
        ));
    }
    Ok(())
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
