//! Products, as the import reads them.

use std::collections::HashMap;

use entity::{product, stock_level, variant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::decimal::{fixed, percent};
use super::parts::Range;
use crate::catalog::import::category_paths;
use crate::error::Result;
use crate::{cells, money};

pub(super) const HEADER: [&str; 11] = [
    "sku",
    "product",
    "slug",
    "category",
    "description",
    "variant",
    "price",
    "stock",
    "weight_g",
    "tax_rate",
    "status",
];

/// Ids of one statement.
const IDS: usize = 500;

pub(super) async fn rows(db: &impl ConnectionTrait, range: Range) -> Result<(Vec<u8>, i64)> {
    let mut query = product::Entity::find()
        .filter(product::Column::DeletedAt.is_null())
        .order_by_asc(product::Column::Id);
    if let Some(after) = range.after {
        query = query.filter(product::Column::Id.gt(after));
    }
    if let Some(until) = range.until {
        query = query.filter(product::Column::Id.lte(until));
    }
    let paths = category_paths(db).await?;
    let (mut content, mut rows) = (Vec::new(), 0);
    for products in query.all(db).await?.chunks(IDS) {
        let mut variants: HashMap<Uuid, Vec<variant::Model>> = HashMap::new();
        let found = variant::Entity::find()
            .filter(variant::Column::ProductId.is_in(products.iter().map(|product| product.id)))
            .order_by_asc(variant::Column::Position)
            .order_by_asc(variant::Column::Id)
            .all(db)
            .await?;
        let stock = stock_of(db, &found).await?;
        for variant in found {
            variants.entry(variant.product_id).or_default().push(variant);
        }
        for product in products {
            for variant in variants.remove(&product.id).unwrap_or_default() {
                let path = product.category_id.and_then(|id| paths.get(&id)).map_or("", String::as_str);
                content.extend(line(product, path, &variant, stock.get(&variant.id).copied()));
                rows += 1;
            }
        }
    }
    Ok((content, rows))
}

async fn stock_of(db: &impl ConnectionTrait, variants: &[variant::Model]) -> Result<HashMap<Uuid, i64>> {
    let mut stock = HashMap::new();
    for some in variants.chunks(IDS) {
        let ids = some.iter().map(|variant| variant.id);
        let levels =
            stock_level::Entity::find().filter(stock_level::Column::VariantId.is_in(ids)).all(db).await?;
        stock.extend(levels.into_iter().map(|level| (level.variant_id, level.on_hand)));
    }
    Ok(stock)
}

fn line(product: &product::Model, path: &str, variant: &variant::Model, stock: Option<i64>) -> Vec<u8> {
    let price = fixed(variant.price_minor, money::decimals(&variant.currency));
    let stock = stock.map(|count| count.to_string()).unwrap_or_default();
    cells::line([
        variant.sku.as_str(),
        &product.name,
        &product.slug,
        path,
        &product.description,
        &variant.name,
        &price,
        &stock,
        &variant.weight_g.to_string(),
        &percent(product.tax_rate_bp),
        product.status.as_str(),
    ])
}
