//! Saying of which tax class a product is, or one of its variants. What a variant says goes before what its product says.

use entity::{product, product_tax_class, variant, variant_tax_class};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;
use uuid::Uuid;

use super::{DEFAULT, SHIPPING, all, is_class, rate_of};
use crate::audit::{self, Action};
use crate::catalog;
use crate::error::{Error, Result};
use crate::store::Txn;

/// `None`: of none any more.
///
/// # Errors
/// `NotFound`; `Invalid` (`tax_class`) for a class for which no zone has a rate, so that a misspelt one is noticed.
pub async fn set_product(txn: &Txn, id: Uuid, tax_class: Option<String>) -> Result<()> {
    check(txn, tax_class.as_deref()).await?;
    product::Entity::find_by_id(id).one(txn).await?.ok_or(Error::NotFound { what: "product" })?;
    let before = product_tax_class::Entity::find_by_id(id).one(txn).await?.map(|row| row.tax_class);
    match &tax_class {
        Some(class) => {
            let row = product_tax_class::ActiveModel { product_id: Set(id), tax_class: Set(class.clone()) };
            let replace = OnConflict::column(product_tax_class::Column::ProductId)
                .update_column(product_tax_class::Column::TaxClass)
                .to_owned();
            product_tax_class::Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
        }
        None => {
            product_tax_class::Entity::delete_by_id(id).exec(txn).await?;
        }
    }
    remember(txn, Action::ProductSetTaxClass, id, before, tax_class).await?;
    catalog::touch(txn, id).await
}

/// As [`set_product`], of one variant.
///
/// # Errors
/// As [`set_product`].
pub async fn set_variant(txn: &Txn, id: Uuid, tax_class: Option<String>) -> Result<()> {
    check(txn, tax_class.as_deref()).await?;
    let variant = variant::Entity::find_by_id(id).one(txn).await?;
    let product_id = variant.ok_or(Error::NotFound { what: "variant" })?.product_id;
    let before = variant_tax_class::Entity::find_by_id(id).one(txn).await?.map(|row| row.tax_class);
    match &tax_class {
        Some(class) => {
            let row = variant_tax_class::ActiveModel { variant_id: Set(id), tax_class: Set(class.clone()) };
            let replace = OnConflict::column(variant_tax_class::Column::VariantId)
                .update_column(variant_tax_class::Column::TaxClass)
                .to_owned();
            variant_tax_class::Entity::insert(row).on_conflict(replace).exec_without_returning(txn).await?;
        }
        None => {
            variant_tax_class::Entity::delete_by_id(id).exec(txn).await?;
        }
    }
    remember(txn, Action::VariantSetTaxClass, id, before, tax_class).await?;
    catalog::touch(txn, product_id).await
}

async fn check(txn: &Txn, tax_class: Option<&str>) -> Result<()> {
    let Some(class) = tax_class else { return Ok(()) };
    if !is_class(class) || class == SHIPPING || class == DEFAULT {
        return Err(Error::invalid(
            "tax_class",
            "is no class of goods: lower-case letters, digits, underscores",
        ));
    }
    for zone in all(txn).await? {
        if rate_of(&zone, class)?.is_some() {
            return Ok(());
        }
    }
    Err(Error::invalid("tax_class", "is a class for which no zone has a rate; give a zone one first"))
}

async fn remember(
    txn: &Txn,
    action: Action,
    id: Uuid,
    before: Option<String>,
    after: Option<String>,
) -> Result<()> {
    let fact = |class: Option<String>| Some(json!({ "tax_class": class }));
    audit::did(txn, action, id, fact(before), fact(after)).await
}
