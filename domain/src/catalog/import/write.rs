//! Many rows in one statement each: inserted, or written over those that are there.

use entity::{product, stock_level, stock_movement, variant};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::error::Result;
use crate::inventory;
use crate::store::Txn;

pub(super) async fn products(txn: &Txn, products: &[product::Model]) -> Result<()> {
    if products.is_empty() {
        return Ok(());
    }
    let overwrite = OnConflict::column(product::Column::Id)
        .update_columns([
            product::Column::CategoryId,
            product::Column::Name,
            product::Column::Description,
            product::Column::Status,
            product::Column::BrandId,
            product::Column::PublishAt,
            product::Column::UnpublishAt,
            product::Column::TaxRateBp,
            product::Column::SearchText,
            product::Column::PriceFromMinor,
            product::Column::Currency,
            product::Column::Version,
            product::Column::UpdatedAt,
        ])
        .to_owned();
    let rows = products.iter().map(|product| product.clone().into_active_model().reset_all());
    product::Entity::insert_many(rows).on_conflict(overwrite).exec_without_returning(txn).await?;
    Ok(())
}

pub(super) async fn variants(txn: &Txn, variants: Vec<variant::Model>) -> Result<()> {
    if variants.is_empty() {
        return Ok(());
    }
    let overwrite = OnConflict::column(variant::Column::Id)
        .update_columns([
            variant::Column::Name,
            variant::Column::PriceMinor,
            variant::Column::Currency,
            variant::Column::WeightG,
            variant::Column::UpdatedAt,
        ])
        .to_owned();
    let rows = variants.into_iter().map(|variant| variant.into_active_model().reset_all());
    variant::Entity::insert_many(rows).on_conflict(overwrite).exec_without_returning(txn).await?;
    Ok(())
}

pub(super) async fn stock(
    txn: &Txn,
    levels: Vec<stock_level::Model>,
    movements: Vec<stock_movement::ActiveModel>,
) -> Result<()> {
    let mut changed: Vec<Uuid> = levels.iter().map(|level| level.variant_id).collect();
    changed.sort_unstable();
    if !levels.is_empty() {
        let overwrite = OnConflict::column(stock_level::Column::VariantId)
            .update_columns([stock_level::Column::OnHand, stock_level::Column::UpdatedAt])
            .to_owned();
        let rows = levels.into_iter().map(|level| level.into_active_model().reset_all());
        stock_level::Entity::insert_many(rows).on_conflict(overwrite).exec_without_returning(txn).await?;
    }
    if !movements.is_empty() {
        stock_movement::Entity::insert_many(movements).exec_without_returning(txn).await?;
    }
    // Their products are announced with the rest of the batch.
    inventory::assign(txn, &changed).await.map(|_| ())
}
