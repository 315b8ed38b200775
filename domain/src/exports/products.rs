//! Products, as the import reads them.

use std::collections::{BTreeSet, HashMap};

use chrono::SecondsFormat;
use entity::{brand, export, product, stock_level, variant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::decimal::{fixed, percent};
use super::parts::Range;
use super::{Filter, Format};
use crate::catalog::import::category_paths;
use crate::catalog::{attributes, brands, codes, tags};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::inventory;
use crate::money;

pub(super) const HEADER: [&str; 17] = [
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
    "brand",
    "tags",
    "attributes",
    "codes",
    "publish_at",
    "unpublish_at",
];

/// Ids of one statement.
const IDS: usize = 500;

pub(super) async fn rows(
    db: &impl ConnectionTrait,
    export: &export::Model,
    range: Range,
) -> Result<(Vec<u8>, i64)> {
    let format = Format::of(export)?;
    let mut query = Filter::of(export)?.products(db).await?.order_by_asc(product::Column::Id);
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
        let parts = Parts::read(db, products).await?;
        for product in products {
            let parts = parts.of(product)?;
            for variant in variants.remove(&product.id).unwrap_or_default() {
                let path = product.category_id.and_then(|id| paths.get(&id)).map_or("", String::as_str);
                let stock = stock.get(&variant.id).copied();
                content.extend(line(format, product, path, (&variant, stock), &parts)?);
                rows += 1;
            }
        }
    }
    Ok((content, rows))
}

/// Of what has stock of its own.
async fn stock_of(db: &impl ConnectionTrait, variants: &[variant::Model]) -> Result<HashMap<Uuid, i64>> {
    let mut stock = HashMap::new();
    for some in variants.chunks(IDS) {
        let ids = some.iter().map(|variant| variant.id);
        let levels =
            stock_level::Entity::find().filter(stock_level::Column::VariantId.is_in(ids)).all(db).await?;
        stock.extend(levels.into_iter().map(|level| (level.variant_id, level.on_hand)));
        for bundle in inventory::among(db, some.iter().map(|variant| variant.id)).await? {
            stock.remove(&bundle);
        }
    }
    Ok(stock)
}

/// What products have beside their own rows.
struct Parts {
    brands: HashMap<Uuid, brand::Model>,
    tags: HashMap<Uuid, BTreeSet<String>>,
    /// As the import reads it.
    attributes: HashMap<Uuid, String>,
    codes: HashMap<Uuid, Vec<String>>,
}

/// The cells of one product.
struct Cells {
    brand: String,
    tags: String,
    attributes: String,
    codes: String,
}

impl Parts {
    async fn read(db: &impl ConnectionTrait, products: &[product::Model]) -> Result<Self> {
        let ids = || products.iter().map(|product| product.id);
        let brands: BTreeSet<Uuid> = products.iter().filter_map(|product| product.brand_id).collect();
        Ok(Self {
            brands: brands::by_ids(db, brands).await?,
            tags: tags::of_products(db, ids()).await?,
            attributes: attributes::texts_of(db, ids()).await?,
            codes: codes::of_products(db, ids()).await?,
        })
    }

    fn of(&self, product: &product::Model) -> Result<Cells> {
        let brand = product.brand_id.and_then(|id| self.brands.get(&id));
        let tags: Vec<&str> = self.tags.get(&product.id).into_iter().flatten().map(String::as_str).collect();
        Ok(Cells {
            brand: brand.map(|brand| brand.slug.clone()).unwrap_or_default(),
            tags: tags.join(","),
            attributes: self.attributes.get(&product.id).cloned().unwrap_or_default(),
            codes: self.codes.get(&product.id).map(|codes| listed(codes)).transpose()?.unwrap_or_default(),
        })
    }
}

/// With semicolons between them, or as JSON where that would be taken for something else.
fn listed(codes: &[String]) -> Result<String> {
    match codes.iter().any(|code| code.contains(';') || code.starts_with('[')) {
        true => Ok(serde_json::to_string(codes)?),
        false => Ok(codes.join(";")),
    }
}

fn line(
    format: Format,
    product: &product::Model,
    path: &str,
    (variant, stock): (&variant::Model, Option<i64>),
    parts: &Cells,
) -> Result<Vec<u8>> {
    let moment = |at: Option<Timestamp>| {
        at.map(|at| at.to_rfc3339_opts(SecondsFormat::Micros, true)).unwrap_or_default()
    };
    let price = fixed(variant.price_minor, money::decimals(&variant.currency));
    let stock = stock.map(|count| count.to_string()).unwrap_or_default();
    let row = [
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
        &parts.brand,
        &parts.tags,
        &parts.attributes,
        &parts.codes,
        &moment(product.publish_at),
        &moment(product.unpublish_at),
    ];
    format.row(&HEADER, &row)
}
