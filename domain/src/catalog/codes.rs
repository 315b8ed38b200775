//! What makers and other shops call a product by: part numbers and EANs, by which it is found exactly. Skus need not be
//! among them.

use std::collections::HashMap;

use entity::{product, product_code};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::limits::{self, Violations};
use super::touch::{lock, save};
use crate::audit::{self, Action};
use crate::error::Result;
use crate::store::Txn;

/// Of one product.
pub const MOST: usize = 40;
/// Characters of one.
pub const LENGTH: usize = 64;
/// Rows of one insert: the parameters of a statement are limited on SQLite.
const ROWS_PER_INSERT: usize = 5_000;

/// Those of a product, in their order. Also of one that shoppers do not see.
pub async fn of_product(db: &impl ConnectionTrait, product_id: Uuid) -> Result<Vec<String>> {
    Ok(of_products(db, [product_id]).await?.remove(&product_id).unwrap_or_default())
}

/// Those of several products. One query.
pub(crate) async fn of_products(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<String>>> {
    let rows = product_code::Entity::find()
        .filter(product_code::Column::ProductId.is_in(ids))
        .order_by_asc(product_code::Column::ProductId)
        .order_by_asc(product_code::Column::Position)
        .all(db)
        .await?;
    let mut codes: HashMap<Uuid, Vec<String>> = HashMap::new();
    for row in rows {
        codes.entry(row.product_id).or_default().push(row.code);
    }
    Ok(codes)
}

/// # Errors
/// What is wrong with them, if they cannot be the codes of a product.
pub(crate) fn check(codes: &[String]) -> Result<(), String> {
    if codes.len() > MOST {
        return Err(format!("must be at most {MOST}"));
    }
    for (index, code) in codes.iter().enumerate() {
        limits::name(code, LENGTH)?;
        if !code.chars().any(char::is_alphanumeric) {
            return Err("must have a letter or a digit".to_owned());
        }
        if codes.iter().take(index).any(|other| other == code) {
            return Err("stand there twice".to_owned());
        }
    }
    Ok(())
}

/// All codes of the product, in that order. What changes nothing announces nothing.
///
/// # Errors
/// `NotFound`; `Invalid` (`codes`) for too many, too long ones, and one that stands there twice.
pub async fn set(txn: &Txn, product_id: Uuid, codes: &[String]) -> Result<()> {
    lock(txn, product_id).await?;
    let codes: Vec<String> = codes.iter().map(|code| code.trim().to_owned()).collect();
    let mut violations = Violations::default();
    if codes.len() > MOST {
        violations.add("codes", format!("must be at most {MOST}"));
    }
    for (index, code) in codes.iter().enumerate() {
        violations.check(format!("codes/{index}"), limits::name(code, LENGTH));
        if !code.chars().any(char::is_alphanumeric) {
            violations.add(format!("codes/{index}"), "must have a letter or a digit");
        } else if codes.iter().take(index).any(|other| other == code) {
            violations.add(format!("codes/{index}"), "stands there twice");
        }
    }
    violations.into_result()?;
    let before = of_product(txn, product_id).await?;
    let facts = |codes: &[String]| Some(json!({ "codes": codes }));
    audit::did(txn, Action::ProductCodes, product_id, facts(&before), facts(&codes)).await?;
    if before == codes {
        return Ok(());
    }
    write(txn, [(product_id, codes)]).await?;
    save(txn, product_id, product::ActiveModel::default()).await?;
    Ok(())
}

/// Gives products, whose rows are locked, these codes and no others.
pub(super) async fn write(
    txn: &Txn,
    of_products: impl IntoIterator<Item = (Uuid, Vec<String>)>,
) -> Result<()> {
    let (mut ids, mut rows) = (Vec::new(), Vec::new());
    for (product_id, codes) in of_products {
        ids.push(product_id);
        rows.extend((0..).zip(codes).map(|(position, code)| product_code::ActiveModel {
            product_id: Set(product_id),
            position: Set(position),
            code: Set(code),
        }));
    }
    if ids.is_empty() {
        return Ok(());
    }
    product_code::Entity::delete_many().filter(product_code::Column::ProductId.is_in(ids)).exec(txn).await?;
    for rows in rows.chunks(ROWS_PER_INSERT) {
        product_code::Entity::insert_many(rows.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(())
}
