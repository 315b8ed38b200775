//! Looking at stock: levels, and the movements that explain them.

use entity::{backorder_policy, product, stock_level, stock_movement, variant};
use sea_orm::sea_query::{Expr, ExprTrait, Func, SubQueryStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::bundles::completed;
use crate::clock::Timestamp;
use crate::error::{Error, Result};

#[derive(Debug, Clone, Default)]
pub struct StockFilter {
    /// Only those that run low.
    pub low: bool,
    /// Only those whose sku begins so.
    pub sku: Option<String>,
}

/// How many there are of a variant, and what it is.
#[derive(Debug, Clone, FromQueryResult)]
pub struct StockRow {
    pub variant_id: Uuid,
    pub product_id: Uuid,
    pub sku: String,
    pub product_name: String,
    pub variant_name: String,
    pub on_hand: i64,
    pub reserved: i64,
    pub low_at: Option<i64>,
    /// How many can be made of its parts; `None` for what is no bundle.
    pub bundled: Option<i64>,
    /// Whether it is sold beyond what is there, how far, and how many are owed.
    pub allowed: Option<bool>,
    pub most: Option<i64>,
    pub owed: Option<i64>,
    pub expected_at: Option<Timestamp>,
    pub updated_at: Timestamp,
}

/// Levels by sku, after that of the page before. One query.
pub async fn levels(
    db: &impl ConnectionTrait,
    filter: &StockFilter,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<StockRow>> {
    let to_variant = stock_level::Entity::belongs_to(variant::Entity)
        .from(stock_level::Column::VariantId)
        .to(variant::Column::Id)
        .into();
    let to_policy = stock_level::Entity::belongs_to(backorder_policy::Entity)
        .from(stock_level::Column::VariantId)
        .to(backorder_policy::Column::VariantId)
        .into();
    let to_product = variant::Entity::belongs_to(product::Entity)
        .from(variant::Column::ProductId)
        .to(product::Column::Id)
        .into();
    let mut query = stock_level::Entity::find()
        .column(variant::Column::Sku)
        .column(variant::Column::ProductId)
        .column_as(variant::Column::Name, "variant_name")
        .column_as(product::Column::Name, "product_name")
        .expr_as(SubQueryStatement::from(completed()), "bundled")
        .column(backorder_policy::Column::Allowed)
        .column(backorder_policy::Column::Most)
        .column(backorder_policy::Column::Owed)
        .column(backorder_policy::Column::ExpectedAt)
        .join(JoinType::LeftJoin, to_policy)
        .join(JoinType::InnerJoin, to_variant)
        .join(JoinType::InnerJoin, to_product)
        .filter(product::Column::DeletedAt.is_null());
    if filter.low {
        let left = Expr::col((stock_level::Entity, stock_level::Column::OnHand))
            .sub(Expr::col((stock_level::Entity, stock_level::Column::Reserved)));
        query = query.filter(left.lte(Expr::col((stock_level::Entity, stock_level::Column::LowAt))));
    }
    if let Some(sku) = &filter.sku {
        // LIKE would tell capitals apart on PostgreSQL alone.
        let begins = Func::cust("substr").args([
            Expr::col((variant::Entity, variant::Column::Sku)),
            Expr::val(1_i32),
            Expr::val(i32::try_from(sku.chars().count()).unwrap_or(i32::MAX)),
        ]);
        query = query.filter(Expr::expr(begins).eq(sku.as_str()));
    }
    if let Some(after) = after {
        query = query.filter(variant::Column::Sku.gt(after));
    }
    let rows = query.order_by_asc(variant::Column::Sku).limit(limit);
    Ok(rows.into_model::<StockRow>().all(db).await?)
}

/// Movements of a variant, newest first, after that of the page before.
///
/// # Errors
/// `NotFound` for the variant.
pub async fn movements(
    db: &impl ConnectionTrait,
    variant_id: Uuid,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<stock_movement::Model>> {
    if stock_level::Entity::find_by_id(variant_id).one(db).await?.is_none() {
        return Err(Error::NotFound { what: "variant" });
    }
    let (at, id) = (stock_movement::Column::CreatedAt, stock_movement::Column::Id);
    let mut query = stock_movement::Entity::find().filter(stock_movement::Column::VariantId.eq(variant_id));
    if let Some((last_at, last_id)) = after {
        query = query.filter(at.lt(last_at).or(at.eq(last_at).and(id.lt(last_id))));
    }
    Ok(query.order_by_desc(at).order_by_desc(id).limit(limit).all(db).await?)
}
