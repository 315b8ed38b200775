//! Deleting a product so that it can come back. It is nowhere any more: not in lists, not in carts, not on sale. Orders
//! keep their lines, and what they hold of its stock is given back to it as before.
//!
//! Its slug and its skus are free at once: `~`, the product's id and another `~` go in front of them, which no slug and no
//! sku may have.

use entity::states::ProductStatus;
use entity::{cart_line, product, variant};
use sea_orm::sea_query::{BinOper, Expr, ExprTrait, LockType};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect, QueryTrait,
};
use uuid::Uuid;

use super::create::free_slug;
use crate::audit::{self, Action};
use crate::catalog::touch::{lock, refresh, save};
use crate::clock::now;
use crate::error::{Error, Result};
use crate::inventory;
use crate::store::Txn;

/// What goes in front.
fn mark(id: Uuid) -> String {
    format!("~{}~", id.simple())
}

/// The slug or sku that something deleted had, or the one that it has.
pub fn unmarked(text: &str) -> &str {
    text.rsplit('~').next().unwrap_or(text)
}

/// # Errors
/// `NotFound`; `Conflict` `part_of_bundle` while bundles of other products consist of it.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let product = lock(txn, id).await?;
    inventory::require_no_part_among(txn, id).await?;
    let variants = variant::Entity::find()
        .select_only()
        .column(variant::Column::Id)
        .filter(variant::Column::ProductId.eq(id))
        .into_query();
    cart_line::Entity::delete_many()
        .filter(cart_line::Column::VariantId.in_subquery(variants))
        .exec(txn)
        .await?;
    let marked = Expr::val(mark(id)).binary(BinOper::Custom("||"), Expr::col(variant::Column::Sku));
    variant::Entity::update_many()
        .col_expr(variant::Column::Sku, marked)
        .filter(variant::Column::ProductId.eq(id))
        .exec(txn)
        .await?;
    let row = product::ActiveModel {
        slug: Set(format!("{}{}", mark(id), product.slug)),
        deleted_at: Set(Some(now())),
        ..Default::default()
    };
    save(txn, id, row).await?;
    audit::deleted(txn, Action::ProductDelete, &product).await
}

/// Brings a deleted product back, as a draft, so that nothing is on sale by accident. If another product has its slug by
/// now, it gets one with a number.
///
/// # Errors
/// `NotFound` unless it is deleted; Conflict `sku_taken` when another product has one of its skus by now.
pub async fn restore(txn: &Txn, id: Uuid) -> Result<product::Model> {
    let product = product::Entity::find_by_id(id)
        .filter(product::Column::DeletedAt.is_not_null())
        .lock(LockType::NoKeyUpdate)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "deleted product" })?;
    let variants = variant::Entity::find().filter(variant::Column::ProductId.eq(id)).all(txn).await?;
    let skus: Vec<&str> = variants.iter().map(|variant| unmarked(&variant.sku)).collect();
    let taken = variant::Entity::find().filter(variant::Column::Sku.is_in(skus)).one(txn).await?;
    if let Some(taken) = taken {
        let detail = format!("another product has the sku {} by now; give that one another first", taken.sku);
        return Err(Error::conflict("sku_taken", detail));
    }
    for variant in &variants {
        let sku = Set(unmarked(&variant.sku).to_owned());
        variant::Entity::update_many()
            .set(variant::ActiveModel { sku, ..Default::default() })
            .filter(variant::Column::Id.eq(variant.id))
            .exec(txn)
            .await
            .map_err(|error| match error.sql_err() {
                Some(_) => Error::conflict("sku_taken", "another product has one of its skus by now"),
                None => error.into(),
            })?;
    }
    let old = unmarked(&product.slug).to_owned();
    let others = product::Entity::find().filter(product::Column::Slug.eq(old.as_str())).count(txn).await?;
    let slug = if others == 0 { old } else { free_slug(txn, &old).await? };
    let row = product::ActiveModel {
        slug: Set(slug.clone()),
        status: Set(ProductStatus::Draft),
        publish_at: Set(None),
        deleted_at: Set(None),
        ..Default::default()
    };
    let after = product::Model {
        slug,
        status: ProductStatus::Draft,
        publish_at: None,
        deleted_at: None,
        ..product.clone()
    };
    audit::changed(txn, Action::ProductRestore, &product, &after).await?;
    refresh(txn, &after, row).await
}
