//! Bundles: variants that consist of others. They have no stock of their own; what is sold of one is taken from its parts.
//!
//! Here, and nowhere else, what was ordered becomes what is taken from stock: reservations, movements and promises know
//! parts only. What the bundles of an order consisted of is kept with the order, so that what comes back is what went.

use std::collections::{BTreeMap, HashMap};

use entity::{bundle_part, order_part, product, stock_level, variant};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Query, SelectStatement};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::catalog::products::unmarked;
use crate::error::{Error, Result};
use crate::store::Txn;

/// A part of a bundle as it is now.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct BundlePart {
    pub bundle_id: Uuid,
    /// The variant.
    pub part_id: Uuid,
    /// Units of it in one bundle.
    pub quantity: i64,
    pub sku: String,
    pub variant_name: String,
    pub product_name: String,
    pub product_slug: String,
    pub on_hand: i64,
    pub reserved: i64,
}

impl BundlePart {
    /// Units of the part that are promised to nobody.
    pub fn available(&self) -> i64 {
        self.on_hand - self.reserved
    }

    /// The product's name and, if the variant has one of its own, ` – ` and that.
    pub fn name(&self) -> String {
        match self.variant_name.as_str() {
            "" => self.product_name.clone(),
            name => format!("{} – {name}", self.product_name),
        }
    }
}

/// How many bundles can be made of these parts; `None` when there are no parts.
pub fn complete(parts: &[BundlePart]) -> Option<i64> {
    parts.iter().map(|part| Ord::max(part.available(), 0) / part.quantity).min()
}

/// The parts of those of the variants that are bundles, in their order. One query.
pub async fn parts_of(
    db: &impl ConnectionTrait,
    variants: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<BundlePart>>> {
    let to_variant = bundle_part::Entity::belongs_to(variant::Entity)
        .from(bundle_part::Column::PartId)
        .to(variant::Column::Id)
        .into();
    let to_level = bundle_part::Entity::belongs_to(stock_level::Entity)
        .from(bundle_part::Column::PartId)
        .to(stock_level::Column::VariantId)
        .into();
    let to_product = variant::Entity::belongs_to(product::Entity)
        .from(variant::Column::ProductId)
        .to(product::Column::Id)
        .into();
    let rows = bundle_part::Entity::find()
        .column(variant::Column::Sku)
        .column_as(variant::Column::Name, "variant_name")
        .column_as(product::Column::Name, "product_name")
        .column_as(product::Column::Slug, "product_slug")
        .column(stock_level::Column::OnHand)
        .column(stock_level::Column::Reserved)
        .join(JoinType::InnerJoin, to_variant)
        .join(JoinType::InnerJoin, to_level)
        .join(JoinType::InnerJoin, to_product)
        .filter(bundle_part::Column::BundleId.is_in(variants))
        .order_by_asc(bundle_part::Column::Position)
        .into_model::<BundlePart>()
        .all(db)
        .await?;
    let mut parts: HashMap<Uuid, Vec<BundlePart>> = HashMap::new();
    for row in rows {
        let row = BundlePart {
            sku: unmarked(&row.sku).to_owned(),
            product_slug: unmarked(&row.product_slug).to_owned(),
            ..row
        };
        parts.entry(row.bundle_id).or_default().push(row);
    }
    Ok(parts)
}

/// How many bundles can be made, as a subquery beside `variants`; NULL for what is no bundle.
pub(crate) fn completed() -> SelectStatement {
    let mut query = smallest();
    query
        .expr(Func::min(per_part()))
        .and_where(
            Expr::col((bundle_part::Entity, bundle_part::Column::BundleId))
                .equals((variant::Entity, variant::Column::Id)),
        )
        .take()
}

/// Ids of the bundles of which at least one can be made.
pub(crate) fn completable() -> SelectStatement {
    let bundle = (bundle_part::Entity, bundle_part::Column::BundleId);
    smallest().column(bundle).group_by_col(bundle).and_having(Expr::expr(Func::min(per_part())).gt(0)).take()
}

fn smallest() -> SelectStatement {
    Query::select()
        .from(bundle_part::Entity)
        .inner_join(
            stock_level::Entity,
            Expr::col((stock_level::Entity, stock_level::Column::VariantId))
                .equals((bundle_part::Entity, bundle_part::Column::PartId)),
        )
        .take()
}

/// Whole numbers: the remainder is dropped.
fn per_part() -> Expr {
    Expr::col((stock_level::Entity, stock_level::Column::OnHand))
        .sub(Expr::col((stock_level::Entity, stock_level::Column::Reserved)))
        .div(Expr::col((bundle_part::Entity, bundle_part::Column::Quantity)))
}

/// What is wanted of a variant that has stock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Need {
    pub quantity: i64,
    /// How many of them are for bundles: those must be there, since a bundle is sent whole.
    pub bundled: i64,
}

/// By variant, in the order in which everybody locks them.
pub(super) type Needs = BTreeMap<Uuid, Need>;

/// What these units of what was ordered come to. `parts` are those of the order's bundles.
pub(super) fn expand(ordered: impl IntoIterator<Item = (Uuid, i64)>, parts: &[order_part::Model]) -> Needs {
    let mut needs = Needs::new();
    for (variant_id, quantity) in ordered {
        let mut is_bundle = false;
        for part in parts.iter().filter(|part| part.variant_id == variant_id) {
            is_bundle = true;
            let need = needs.entry(part.part_id).or_default();
            need.quantity += quantity * part.quantity;
            need.bundled += quantity * part.quantity;
        }
        if !is_bundle {
            needs.entry(variant_id).or_default().quantity += quantity;
        }
    }
    needs
}

/// Keeps what the bundles of a new order consist of, and returns it.
pub(super) async fn keep(
    txn: &Txn,
    order_id: Uuid,
    parts: impl IntoIterator<Item = BundlePart>,
) -> Result<Vec<order_part::Model>> {
    let rows: Vec<order_part::Model> = (0..)
        .zip(parts)
        .map(|(position, part)| order_part::Model {
            order_id,
            variant_id: part.bundle_id,
            part_id: part.part_id,
            position,
            quantity: part.quantity,
            name: part.name(),
            sku: part.sku,
        })
        .collect();
    if !rows.is_empty() {
        let rows = rows.iter().map(|row| row.clone().into_active_model().reset_all());
        order_part::Entity::insert_many(rows).exec_without_returning(txn).await?;
    }
    Ok(rows)
}

/// What the bundles of the order consist of.
pub async fn parts_of_order(db: &impl ConnectionTrait, order_id: Uuid) -> Result<Vec<order_part::Model>> {
    let rows = order_part::Entity::find().filter(order_part::Column::OrderId.eq(order_id));
    Ok(rows.order_by_asc(order_part::Column::Position).all(db).await?)
}

/// Those of the variants that are bundles.
pub(crate) async fn among(
    db: &impl ConnectionTrait,
    variants: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Uuid>> {
    let rows = bundle_part::Entity::find()
        .select_only()
        .column(bundle_part::Column::BundleId)
        .distinct()
        .filter(bundle_part::Column::BundleId.is_in(variants));
    Ok(rows.into_tuple().all(db).await?)
}

/// Refuses what only makes sense for what has stock of its own. The level must be locked.
pub(crate) async fn require_own_stock(txn: &Txn, variant_id: Uuid) -> Result<()> {
    match among(txn, [variant_id]).await?.is_empty() {
        true => Ok(()),
        false => Err(Error::conflict("is_bundle", "a bundle has no stock of its own; look at its parts")),
    }
}

/// Refuses for what is a part of a bundle. The level must be locked.
///
/// # Errors
/// `Conflict` `part_of_bundle`.
pub(crate) async fn require_no_part(txn: &Txn, variant_id: Uuid) -> Result<()> {
    let bundle =
        bundle_part::Entity::find().filter(bundle_part::Column::PartId.eq(variant_id)).one(txn).await?;
    let Some(bundle) = bundle else { return Ok(()) };
    let found = variant::Entity::find_by_id(bundle.bundle_id).one(txn).await?;
    let sku = found.map_or_else(String::new, |found| unmarked(&found.sku).to_owned());
    Err(is_part_of(&sku))
}

/// # Errors
/// `Conflict` `part_of_bundle` while bundles of other products, which are not deleted, consist of variants of this one.
pub(crate) async fn require_no_part_among(txn: &Txn, product_id: Uuid) -> Result<()> {
    let own = variant::Entity::find().filter(variant::Column::ProductId.eq(product_id));
    let own: Vec<Uuid> = own.all(txn).await?.into_iter().map(|variant| variant.id).collect();
    let bundles = bundle_part::Entity::find().filter(bundle_part::Column::PartId.is_in(own)).all(txn).await?;
    if bundles.is_empty() {
        return Ok(());
    }
    let bundle = variant::Entity::find()
        .join(
            JoinType::InnerJoin,
            variant::Entity::belongs_to(product::Entity)
                .from(variant::Column::ProductId)
                .to(product::Column::Id)
                .into(),
        )
        .filter(variant::Column::Id.is_in(bundles.into_iter().map(|row| row.bundle_id)))
        .filter(variant::Column::ProductId.ne(product_id))
        .filter(product::Column::DeletedAt.is_null())
        .one(txn)
        .await?;
    bundle.map_or(Ok(()), |bundle| Err(is_part_of(&bundle.sku)))
}

fn is_part_of(sku: &str) -> Error {
    let detail = format!("it is a part of the bundle {sku}; take it out there first");
    Error::conflict("part_of_bundle", detail)
}
