//! What the variants of a batch have to do with bundles.

use std::collections::HashSet;

use entity::{bundle_part, variant};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::error::Result;
use crate::store::Txn;

#[derive(Default)]
pub(super) struct Bundles {
    rows: Vec<bundle_part::Model>,
    owners: Vec<(Uuid, Uuid)>,
}

impl Bundles {
    /// Those that are among the variants, or have one of them as a part.
    pub async fn read(txn: &Txn, variants: &[Uuid]) -> Result<Self> {
        let is_concerned = Condition::any()
            .add(bundle_part::Column::BundleId.is_in(variants.iter().copied()))
            .add(bundle_part::Column::PartId.is_in(variants.iter().copied()));
        let rows = bundle_part::Entity::find().filter(is_concerned).all(txn).await?;
        if rows.is_empty() {
            return Ok(Self::default());
        }
        let ids = rows.iter().map(|row| row.bundle_id);
        let owners = variant::Entity::find().filter(variant::Column::Id.is_in(ids)).all(txn).await?;
        Ok(Self { rows, owners: owners.into_iter().map(|row| (row.id, row.product_id)).collect() })
    }

    /// Whether the variant is a bundle.
    pub fn are(&self, variant_id: Uuid) -> bool {
        self.rows.iter().any(|row| row.bundle_id == variant_id)
    }

    /// Their products.
    pub fn products(&self) -> impl Iterator<Item = Uuid> {
        self.owners.iter().map(|(_, product_id)| *product_id)
    }

    /// The products of those that have one of these parts.
    pub fn of(&self, parts: &HashSet<Uuid>) -> HashSet<Uuid> {
        let rows = self.rows.iter().filter(|row| parts.contains(&row.part_id));
        let bundles: HashSet<Uuid> = rows.map(|row| row.bundle_id).collect();
        let owners = self.owners.iter().filter(|(bundle, _)| bundles.contains(bundle));
        owners.map(|(_, product_id)| *product_id).collect()
    }
}
