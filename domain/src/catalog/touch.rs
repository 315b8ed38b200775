//! Announcing that a product changed, and keeping what is derived from its variants.
//!
//! Whoever changes variants holds the product's row ([`lock`]), so that what is derived is never made from half of
//! them. Stock rows come before product rows wherever both are locked.

use entity::{product, variant};
use sea_orm::sea_query::{Expr, ExprTrait, LockType};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::attributes;
use crate::clock::now;
use crate::error::{Error, Result};
use crate::events::{self, Event};
use crate::store::Txn;

/// Announces that something about the product changed that is not in its own row, such as whether it is in stock.
/// A product that is gone needs no announcement.
pub async fn touch(txn: &Txn, product_id: Uuid) -> Result<()> {
    match save(txn, product_id, product::ActiveModel::default()).await {
        Ok(_) | Err(Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// [`touch`] of the product that the variant is of.
///
/// # Errors
/// `NotFound`.
pub async fn touch_of_variant(txn: &Txn, variant_id: Uuid) -> Result<()> {
    let variant = variant::Entity::find_by_id(variant_id).one(txn).await?;
    touch(txn, variant.ok_or(Error::NotFound { what: "variant" })?.product_id).await
}

/// The version of an event of the product's that says more than that it changed.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn next_version(txn: &Txn, product_id: Uuid) -> Result<i64> {
    let product = product::Entity::update_many()
        .col_expr(product::Column::Version, Expr::col(product::Column::Version).add(1))
        .filter(product::Column::Id.eq(product_id))
        .exec_with_returning(txn)
        .await?
        .pop();
    product.map(|product| product.version).ok_or(Error::NotFound { what: "product" })
}

/// The product, locked until the transaction ends. One that is deleted is not there.
pub(super) async fn lock(txn: &Txn, product_id: Uuid) -> Result<product::Model> {
    product::Entity::find_by_id(product_id)
        .filter(product::Column::DeletedAt.is_null())
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "product" })
}

/// Writes `change` together with what follows from the product's texts and variants, and announces it. `product` is the
/// locked row as it is to be.
pub(super) async fn refresh(
    txn: &Txn,
    product: &product::Model,
    change: product::ActiveModel,
) -> Result<product::Model> {
    let variants = variant::Entity::find().filter(variant::Column::ProductId.eq(product.id)).all(txn).await?;
    attributes::refresh_of_variants(txn, product.id, &variants).await?;
    let derived = Derived::of(&product.name, &product.description, &variants);
    let change = product::ActiveModel {
        search_text: Set(derived.search_text),
        price_from_minor: Set(derived.price_from_minor),
        currency: Set(derived.currency),
        ..change
    };
    save(txn, product.id, change).await
}

/// What is kept with a product although it follows from the rest.
pub(super) struct Derived {
    pub search_text: String,
    pub price_from_minor: Option<i64>,
    pub currency: Option<String>,
}

impl Derived {
    pub fn of<'a>(
        name: &str,
        description: &str,
        variants: impl IntoIterator<Item = &'a variant::Model>,
    ) -> Self {
        let mut variants: Vec<&variant::Model> = variants.into_iter().collect();
        variants.sort_unstable_by(|a, b| a.sku.cmp(&b.sku));
        let mut search_text = format!("{name}\n{description}");
        for variant in &variants {
            search_text.push('\n');
            search_text.push_str(&variant.sku);
        }
        let cheapest = variants.iter().min_by_key(|variant| variant.price_minor);
        Self {
            search_text: search_text.to_lowercase(),
            price_from_minor: cheapest.map(|variant| variant.price_minor),
            currency: cheapest.map(|variant| variant.currency.clone()),
        }
    }
}

pub(super) async fn save(
    txn: &Txn,
    product_id: Uuid,
    change: product::ActiveModel,
) -> Result<product::Model> {
    let product = product::Entity::update_many()
        .col_expr(product::Column::Version, Expr::col(product::Column::Version).add(1))
        .set(product::ActiveModel { updated_at: Set(now()), ..change })
        .filter(product::Column::Id.eq(product_id))
        .exec_with_returning(txn)
        .await
        .map_err(super::products::slug_taken)?
        .pop()
        .ok_or(Error::NotFound { what: "product" })?;
    events::record(txn, &Event::ProductChanged { product_id }, product.version).await?;
    Ok(product)
}
