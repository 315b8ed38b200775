//! What carts and checkout need to know of a variant. Only what shoppers see is sold; the rest is simply not there.

use std::collections::HashMap;

use entity::{backorder_policy, image, product, product_tax_class, stock_level, variant, variant_tax_class};
use sea_orm::sea_query::{Expr, ExprTrait, Order, Query, SubQueryStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use super::visible;
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::inventory::{self, Beyond, BundlePart};

/// A variant as it can be bought right now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForSale {
    pub variant_id: Uuid,
    pub product_id: Uuid,
    pub category_id: Option<Uuid>,
    pub product_slug: String,
    pub sku: String,
    /// The product's name and, if the variant has one of its own, ` – ` and that.
    pub name: String,
    /// Minor units; with tax or without, as the shop has it.
    pub price_minor: i64,
    pub currency: String,
    /// Where no zone says otherwise.
    pub tax_rate_bp: i32,
    /// The variant's, or else the product's.
    pub tax_class: Option<String>,
    pub weight_g: i32,
    /// What is on hand and promised to nobody.
    pub available: i64,
    /// What can be bought beyond it.
    pub beyond: Option<Beyond>,
    /// What it consists of, if it is a bundle.
    pub parts: Vec<BundlePart>,
    /// Where the product's first picture is in storage.
    pub image_key: Option<String>,
}

impl ForSale {
    /// Whether so many can be bought where `available` of them are there.
    pub fn has(&self, quantity: i64, available: i64) -> bool {
        let short = quantity - Ord::max(available, 0);
        short <= 0 || self.beyond.is_some_and(|beyond| beyond.left.is_none_or(|left| short <= left))
    }
}

/// Those of `ids` that are for sale, by variant id. One query, two with bundles.
pub async fn variants_for_sale(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, ForSale>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = variant::Entity::find()
        .select_only()
        .columns([
            variant::Column::Id,
            variant::Column::Sku,
            variant::Column::PriceMinor,
            variant::Column::Currency,
            variant::Column::WeightG,
        ])
        .column_as(variant::Column::Name, "variant_name")
        .column_as(product::Column::Id, "product_id")
        .column_as(product::Column::Name, "product_name")
        .column_as(product::Column::Slug, "product_slug")
        .column(product::Column::CategoryId)
        .column(product::Column::TaxRateBp)
        .column_as(variant_tax_class::Column::TaxClass, "variant_tax_class")
        .column_as(product_tax_class::Column::TaxClass, "product_tax_class")
        .column(stock_level::Column::OnHand)
        .column(stock_level::Column::Reserved)
        .column(backorder_policy::Column::Allowed)
        .column(backorder_policy::Column::Most)
        .column(backorder_policy::Column::Owed)
        .column(backorder_policy::Column::ExpectedAt)
        .expr_as(SubQueryStatement::from(inventory::completed()), "bundled")
        .expr_as(first_image_key(), "image_key")
        .join(
            JoinType::InnerJoin,
            variant::Entity::belongs_to(product::Entity)
                .from(variant::Column::ProductId)
                .to(product::Column::Id)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            variant::Entity::belongs_to(stock_level::Entity)
                .from(variant::Column::Id)
                .to(stock_level::Column::VariantId)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            variant::Entity::belongs_to(backorder_policy::Entity)
                .from(variant::Column::Id)
                .to(backorder_policy::Column::VariantId)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            variant::Entity::belongs_to(variant_tax_class::Entity)
                .from(variant::Column::Id)
                .to(variant_tax_class::Column::VariantId)
                .into(),
        )
        .join(
            JoinType::LeftJoin,
            variant::Entity::belongs_to(product_tax_class::Entity)
                .from(variant::Column::ProductId)
                .to(product_tax_class::Column::ProductId)
                .into(),
        )
        .filter(variant::Column::Id.is_in(ids.iter().copied()))
        .filter(visible::condition(now()))
        .into_model::<Row>()
        .all(db)
        .await?;
    let bundles: Vec<Uuid> = rows.iter().filter(|row| row.bundled.is_some()).map(|row| row.id).collect();
    let mut found: HashMap<Uuid, ForSale> = rows.into_iter().map(|row| (row.id, row.into())).collect();
    if !bundles.is_empty() {
        for (id, parts) in inventory::parts_of(db, bundles).await? {
            if let Some(offer) = found.get_mut(&id) {
                offer.parts = parts;
            }
        }
    }
    Ok(found)
}

/// The storage key of the product's first picture, as a subquery beside `products`.
fn first_image_key() -> Expr {
    let key = Query::select()
        .column((image::Entity, image::Column::StorageKey))
        .from(image::Entity)
        .and_where(
            Expr::col((image::Entity, image::Column::ProductId))
                .equals((product::Entity, product::Column::Id)),
        )
        .order_by((image::Entity, image::Column::Position), Order::Asc)
        .order_by((image::Entity, image::Column::Id), Order::Asc)
        .limit(1)
        .take();
    SubQueryStatement::from(key).into()
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    product_id: Uuid,
    category_id: Option<Uuid>,
    product_slug: String,
    product_name: String,
    variant_name: String,
    sku: String,
    price_minor: i64,
    currency: String,
    tax_rate_bp: i32,
    variant_tax_class: Option<String>,
    product_tax_class: Option<String>,
    weight_g: i32,
    on_hand: Option<i64>,
    reserved: Option<i64>,
    bundled: Option<i64>,
    allowed: Option<bool>,
    most: Option<i64>,
    owed: Option<i64>,
    expected_at: Option<Timestamp>,
    image_key: Option<String>,
}

impl From<Row> for ForSale {
    fn from(row: Row) -> Self {
        Self {
            variant_id: row.id,
            product_id: row.product_id,
            category_id: row.category_id,
            product_slug: row.product_slug,
            sku: row.sku,
            name: if row.variant_name.is_empty() {
                row.product_name
            } else {
                format!("{} – {}", row.product_name, row.variant_name)
            },
            price_minor: row.price_minor,
            currency: row.currency,
            tax_rate_bp: row.tax_rate_bp,
            tax_class: row.variant_tax_class.or(row.product_tax_class),
            weight_g: row.weight_g,
            available: row
                .bundled
                .unwrap_or(row.on_hand.unwrap_or_default() - row.reserved.unwrap_or_default()),
            parts: Vec::new(),
            beyond: (row.allowed == Some(true))
                .then(|| Beyond::up_to(row.most, row.owed.unwrap_or_default(), row.expected_at)),
            image_key: row.image_key,
        }
    }
}
