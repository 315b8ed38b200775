//! One batch of rows in one transaction: what is there is read, the difference is worked out in memory, and what changed
//! is written with a few statements of many rows.

use std::collections::{HashMap, HashSet};

use entity::states::{MovementReason, ProductStatus};
use entity::{product, stock_level, stock_movement, variant};
use sea_orm::sea_query::{Condition, LockType};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::bundles::Bundles;
use super::categories::Categories;
use super::draft::Draft;
use super::parts::Parts;
use super::row::Row;
use super::{Rejected, write};
use crate::catalog::limits::VARIANTS;
use crate::catalog::variants::movement;
use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::events::{self, Event};
use crate::store::Txn;
use crate::trace;

#[derive(Default)]
pub(super) struct Outcome {
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub rejected: Vec<Rejected>,
}

pub(super) async fn apply(txn: &Txn, currency: &str, rows: &[Row]) -> Result<Outcome> {
    let mut batch = Batch::read(txn, rows, currency).await?;
    let mut outcome = Outcome::default();
    for row in rows {
        match batch.take(row) {
            Ok(Change::Created) => outcome.created += 1,
            Ok(Change::Updated) => outcome.updated += 1,
            Ok(Change::None) => outcome.unchanged += 1,
            Err(reason) => {
                outcome.rejected.push(Rejected { line: row.line, sku: Some(row.sku.clone()), reason });
            }
        }
    }
    batch.write(txn).await?;
    Ok(outcome)
}

enum Change {
    Created,
    Updated,
    None,
}

struct Batch<'a> {
    now: Timestamp,
    currency: &'a str,
    categories: Categories,
    /// By slug.
    products: HashMap<String, Draft>,
    /// Which product each sku belongs to.
    slug_of_sku: HashMap<String, String>,
    levels: HashMap<Uuid, stock_level::Model>,
    changed_levels: HashSet<Uuid>,
    movements: Vec<stock_movement::ActiveModel>,
    bundles: Bundles,
    parts: Parts,
}

impl<'a> Batch<'a> {
    /// Reads and locks what the rows are about: stock before products, as everywhere.
    async fn read(txn: &Txn, rows: &[Row], currency: &'a str) -> Result<Self> {
        let known = variant::Entity::find()
            .filter(variant::Column::Sku.is_in(rows.iter().map(|row| row.sku.as_str())))
            .all(txn)
            .await?;
        let levels = stock_level::Entity::find()
            .filter(stock_level::Column::VariantId.is_in(known.iter().map(|variant| variant.id)))
            .order_by_asc(stock_level::Column::VariantId)
            .lock(LockType::Update)
            .all(txn)
            .await?;
        let ids: Vec<Uuid> = known.iter().map(|variant| variant.id).collect();
        let bundles = Bundles::read(txn, &ids).await?;
        let slugs: HashSet<&str> = rows.iter().map(|row| row.slug.as_str()).collect();
        let owners: HashSet<Uuid> =
            known.iter().map(|variant| variant.product_id).chain(bundles.products()).collect();
        let products = product::Entity::find()
            .filter(
                Condition::any()
                    .add(product::Column::Slug.is_in(slugs))
                    .add(product::Column::Id.is_in(owners)),
            )
            .order_by_asc(product::Column::Id)
            .lock(LockType::NoKeyUpdate)
            .all(txn)
            .await?;
        // Again, now that nobody else changes them.
        let variants = variant::Entity::find()
            .filter(variant::Column::ProductId.is_in(products.iter().map(|product| product.id)))
            .all(txn)
            .await?;
        let mut by_product: HashMap<Uuid, Vec<variant::Model>> = HashMap::new();
        for variant in variants {
            by_product.entry(variant.product_id).or_default().push(variant);
        }
        let mut this = Self {
            now: now(),
            currency,
            categories: Categories::read_for(txn, rows).await?,
            products: HashMap::new(),
            slug_of_sku: HashMap::new(),
            levels: levels.into_iter().map(|level| (level.variant_id, level)).collect(),
            changed_levels: HashSet::new(),
            movements: Vec::new(),
            bundles,
            parts: Parts::read(txn, rows, &products).await?,
        };
        for product in products {
            let variants = by_product.remove(&product.id).unwrap_or_default();
            for variant in &variants {
                this.slug_of_sku.insert(variant.sku.clone(), product.slug.clone());
            }
            this.products.insert(product.slug.clone(), Draft::of(product, variants));
        }
        Ok(this)
    }

    /// Works the row in, or says why not; it changes nothing then.
    fn take(&mut self, row: &Row) -> Result<Change, String> {
        let existing = match self.slug_of_sku.get(&row.sku) {
            Some(slug) if *slug != row.slug => return Err(format!("sku belongs to the product {slug}")),
            Some(_) => true,
            None => false,
        };
        self.check_schedule(row)?;
        let product = self.products.get(&row.slug).map(|draft| draft.product.id);
        let parts = self.parts.check(row, product)?;
        if existing {
            self.check_stock(row)?;
        } else if self.products.get(&row.slug).is_some_and(|draft| draft.has_options()) {
            return Err("the product has options, so its variants are added through the API".into());
        } else if self.products.get(&row.slug).is_some_and(|draft| draft.variants.len() >= VARIANTS) {
            return Err(format!("a product has at most {VARIANTS} variants"));
        }
        let category = row.category.as_ref().and_then(|path| self.categories.resolve(path, self.now));
        let now = self.now;
        let draft = self.products.entry(row.slug.clone()).or_insert_with(|| Draft::new(row, now));
        let mut changed = draft.describe(row, category, parts.brand);
        changed |= self.parts.take(draft, parts);
        let (variant_id, variant_changed) = draft.set_variant(row, self.currency, now);
        changed |= variant_changed;
        self.slug_of_sku.insert(row.sku.clone(), row.slug.clone());
        let stock_changed = self.set_stock(variant_id, row.stock);
        if stock_changed && let Some(draft) = self.products.get_mut(&row.slug) {
            draft.changed = true;
        }
        Ok(match (existing, changed || stock_changed) {
            (false, _) => Change::Created,
            (true, true) => Change::Updated,
            (true, false) => Change::None,
        })
    }

    /// What is scheduled has a moment from which on it is on sale, and one later than that, if any, at which it ends.
    fn check_schedule(&self, row: &Row) -> Result<(), String> {
        let known = self.products.get(&row.slug).map(|draft| &draft.product);
        let status = row.status.or(known.map(|product| product.status));
        let begin = row.publish_at.or(known.and_then(|product| product.publish_at));
        let end = row.unpublish_at.or(known.and_then(|product| product.unpublish_at));
        if status == Some(ProductStatus::Scheduled) && begin.is_none() {
            return Err("publish_at is missing: the status scheduled needs it".into());
        }
        if status != Some(ProductStatus::Scheduled) && row.publish_at.is_some() {
            return Err("publish_at is for the status scheduled only".into());
        }
        match (begin.filter(|_| status == Some(ProductStatus::Scheduled)), end) {
            (Some(begin), Some(end)) if end <= begin => Err("unpublish_at must be after publish_at".into()),
            _ => Ok(()),
        }
    }

    fn check_stock(&self, row: &Row) -> Result<(), String> {
        let variants = self.products.get(&row.slug).map_or(&[][..], |draft| &draft.variants);
        let variant = variants.iter().find(|variant| variant.sku == row.sku);
        if row.stock.is_some_and(|stock| stock > 0) && variant.is_some_and(|one| self.bundles.are(one.id)) {
            return Err("stock is none of its own: it is a bundle, import that of its parts".into());
        }
        match (variant.and_then(|variant| self.levels.get(&variant.id)), row.stock) {
            (Some(level), Some(stock)) if stock < level.reserved => {
                Err(format!("stock is less than the {} that are promised to orders", level.reserved))
            }
            (None, Some(_)) => Err("sku is being changed by somebody else; import it again".into()),
            _ => Ok(()),
        }
    }

    fn set_stock(&mut self, variant_id: Uuid, stock: Option<i64>) -> bool {
        let now = self.now;
        let known = self.levels.contains_key(&variant_id);
        if known && stock.is_none() {
            return false;
        }
        let level = self.levels.entry(variant_id).or_insert(stock_level::Model {
            variant_id,
            on_hand: 0,
            reserved: 0,
            low_at: None,
            is_part: false,
            updated_at: now,
        });
        let delta = stock.unwrap_or(level.on_hand) - level.on_hand;
        if delta != 0 {
            level.on_hand += delta;
            level.updated_at = now;
            self.movements.push(movement(variant_id, delta, MovementReason::Import, now));
        }
        let changed = delta != 0 || !known;
        if changed {
            self.changed_levels.insert(variant_id);
        }
        changed
    }

    async fn write(mut self, txn: &Txn) -> Result<()> {
        self.categories.write(txn).await?;
        // Bundles of what changed may be there now, or not any more.
        let bundles = self.bundles.of(&self.changed_levels);
        for draft in self.products.values_mut().filter(|draft| bundles.contains(&draft.product.id)) {
            draft.changed = true;
        }
        let mut products = Vec::new();
        let mut variants = Vec::new();
        for draft in self.products.into_values().filter(|draft| draft.changed) {
            let (product, changed) = draft.finish(self.now);
            products.push(product);
            variants.extend(changed);
        }
        // Ids grow with time, so this is the order of the file.
        products.sort_unstable_by_key(|product| product.id);
        variants.sort_unstable_by_key(|variant| variant.id);
        let levels: Vec<_> = self
            .levels
            .into_values()
            .filter(|level| self.changed_levels.contains(&level.variant_id))
            .collect();
        write::products(txn, &products).await?;
        write::variants(txn, variants).await?;
        write::stock(txn, levels, self.movements).await?;
        self.parts.write(txn).await?;
        let changed = products.iter().map(|product| {
            (Event::ProductChanged { product_id: product.id }, product.version, trace::cause())
        });
        events::record_all(txn, &changed.collect::<Vec<_>>()).await
    }
}
