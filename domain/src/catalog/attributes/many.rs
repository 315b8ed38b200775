//! Values of many products in a few statements.

use std::collections::BTreeSet;

use entity::product_value;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Stored;
use crate::error::Result;
use crate::store::Txn;

/// Rows of one insert: the parameters of a statement are limited to 32,766 on SQLite.
const ROWS_PER_INSERT: usize = 5_000;

/// As [`set_values`](super::set_values), for many products of which it is known that their values change.
pub(in crate::catalog) async fn set_many(
    txn: &Txn,
    values: impl IntoIterator<Item = (Uuid, BTreeSet<Stored>)>,
) -> Result<()> {
    let (mut ids, mut rows) = (Vec::new(), Vec::new());
    for (product_id, values) in values {
        ids.push(product_id);
        rows.extend(values.into_iter().map(|stored| row(product_id, false, stored)));
    }
    if ids.is_empty() {
        return Ok(());
    }
    product_value::Entity::delete_many()
        .filter(product_value::Column::ProductId.is_in(ids))
        .filter(product_value::Column::OfVariants.eq(false))
        .exec(txn)
        .await?;
    for rows in rows.chunks(ROWS_PER_INSERT) {
        product_value::Entity::insert_many(rows.to_vec()).exec_without_returning(txn).await?;
    }
    Ok(())
}

/// As it is written.
pub(super) fn row(product_id: Uuid, of_variants: bool, stored: Stored) -> product_value::ActiveModel {
    product_value::ActiveModel {
        product_id: Set(product_id),
        attribute_id: Set(stored.attribute_id),
        value: Set(stored.value),
        number_milli: Set(stored.number_milli),
        of_variants: Set(of_variants),
    }
}
