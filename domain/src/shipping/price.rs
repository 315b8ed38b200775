//! Quotes of carriers that were asked beforehand. The shop's own methods are in `methods`.

use chrono::TimeDelta;
use entity::shipping_quote;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect,
    QueryTrait,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Address, CarrierQuote, Parcel};
use crate::carts::CartView;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::money;
use crate::retention::Round;
use crate::store::Store;

const QUOTE_MINUTES: i64 = 60;

/// The quote that the shopper chose, checked against cart and address.
///
/// # Errors
/// `NotFound` when it is another cart's; `Refused` `quote_expired`, `quote_outdated` (the cart or the address changed since).
pub async fn kept_quote(
    db: &impl ConnectionTrait,
    id: Uuid,
    cart: &CartView,
    address: &Address,
) -> Result<shipping_quote::Model> {
    let quote = shipping_quote::Entity::find_by_id(id)
        .filter(shipping_quote::Column::CartId.eq(cart.cart.id))
        .one(db)
        .await?
        .ok_or(Error::NotFound { what: "shipping quote" })?;
    if quote.expires_at < now() {
        return Err(Error::refused("quote_expired", "the shipping price has expired; ask for a new one"));
    }
    if quote.fingerprint != fingerprint(cart, address) {
        let detail = "the cart or the address changed since shipping was priced; ask for a new price";
        return Err(Error::refused("quote_outdated", detail));
    }
    Ok(quote)
}

/// What a carrier needs to know of the cart.
pub fn parcels(cart: &CartView) -> Vec<Parcel> {
    cart.lines
        .iter()
        .filter_map(|line| line.offer.as_ref().map(|offer| (line, offer)))
        .map(|(line, offer)| Parcel {
            sku: offer.sku.clone(),
            quantity: line.quantity.into(),
            weight_g: offer.weight_g,
        })
        .collect()
}

/// Keeps quotes so that an order can name one. Quotes in another currency or beyond all bounds are dropped.
pub async fn keep_quotes(
    store: &Store,
    cart: &CartView,
    address: &Address,
    quotes: Vec<(&'static str, CarrierQuote)>,
) -> Result<Vec<shipping_quote::Model>> {
    let now = now();
    let fingerprint = fingerprint(cart, address);
    let rows: Vec<shipping_quote::Model> = quotes
        .into_iter()
        .filter(|(_, quote)| {
            quote.currency == cart.cart.currency && (0..=money::MAX_MINOR).contains(&quote.price_minor)
        })
        .map(|(carrier, quote)| shipping_quote::Model {
            id: Uuid::now_v7(),
            cart_id: cart.cart.id,
            carrier: carrier.to_owned(),
            service: quote.service,
            name: quote.name,
            price_minor: quote.price_minor,
            currency: quote.currency,
            days: quote.days,
            fingerprint: fingerprint.clone(),
            expires_at: now + TimeDelta::minutes(QUOTE_MINUTES),
            created_at: now,
        })
        .collect();
    if !rows.is_empty() {
        shipping_quote::Entity::insert_many(
            rows.iter().map(|row| row.clone().into_active_model().reset_all()),
        )
        .exec_without_returning(store.writer())
        .await?;
    }
    Ok(rows)
}

/// Deletes quotes that expired before `before`.
pub async fn prune_quotes(db: &impl ConnectionTrait, before: Timestamp, round: &mut Round) -> Result<u64> {
    let quotes = |limit| async move {
        let ids = shipping_quote::Entity::find()
            .select_only()
            .column(shipping_quote::Column::Id)
            .filter(shipping_quote::Column::ExpiresAt.lt(before))
            .limit(limit)
            .into_query();
        let gone = shipping_quote::Entity::delete_many().filter(shipping_quote::Column::Id.in_subquery(ids));
        Ok(gone.exec(db).await?.rows_affected)
    };
    round.run(quotes).await
}

/// Names what a quote holds for: the lines and where they go.
fn fingerprint(cart: &CartView, address: &Address) -> String {
    let mut lines: Vec<(Uuid, i32)> =
        cart.lines.iter().map(|line| (line.variant_id, line.quantity)).collect();
    lines.sort_unstable();
    let mut digest = Sha256::new();
    for (variant_id, quantity) in lines {
        digest.update(variant_id.as_bytes());
        digest.update(quantity.to_be_bytes());
    }
    for part in [&address.country, &address.postal_code, &address.city, &address.line1] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    hex::encode(digest.finalize())
}
