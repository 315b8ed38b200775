//! What is like a product: by attributes, category, brand and price, and by what its text means where a model makes vectors.
//!
//! Candidates are the products nearest in price in the category and below it, in the category above, and of the brand; of a
//! product that is in no category, those that share a value with it. Which values say something, the candidates tell: one
//! that half of them have says less than one that two have.

use std::collections::{HashMap, HashSet};

use entity::{attribute, category, product, product_value};
use sea_orm::sea_query::{Expr, ExprTrait, Func, Order, Query};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::candidate::{Candidate, Reason};
use crate::catalog::categories::with_descendants;
use crate::catalog::published;
use crate::clock::now;
use crate::embeddings::Vectors;
use crate::error::Result;

/// Of the category.
const NEAREST: u64 = 200;
/// Of the category above, of the brand, and of those that share a value.
const FARTHER: u64 = 60;
/// Nearest by their vectors.
const MEANT: usize = 100;
/// Attributes that a reason names.
const NAMED: usize = 5;

/// What each likeness counts; together one.
const BY_CATEGORY: f64 = 0.3;
const BY_ATTRIBUTES: f64 = 0.4;
const BY_PRICE: f64 = 0.2;
const BY_BRAND: f64 = 0.1;
/// Next to the same category: one below the same parent.
const NEXT_CATEGORY: f64 = 0.5;

/// At most eight queries for a seed. `categories` are all there are.
pub async fn candidates(
    db: &impl ConnectionTrait,
    vectors: Option<&Vectors>,
    seed: &product::Model,
    categories: &[category::Model],
    weight: f64,
) -> Result<Vec<Candidate>> {
    let own = seed.category_id.map(|id| with_descendants(id, categories)).unwrap_or_default();
    let parent = seed.category_id.and_then(|id| categories.iter().find(|category| category.id == id));
    let parent = parent.and_then(|category| category.parent_id);
    let mut near: HashMap<Uuid, product::Model> = HashMap::new();
    let mut take = |found: Vec<product::Model>| near.extend(found.into_iter().map(|one| (one.id, one)));
    if !own.is_empty() {
        let among = Condition::all().add(product::Column::CategoryId.is_in(own.iter().copied()));
        take(nearest(db, seed, among, NEAREST).await?);
    }
    let mut beside = parent.map(|parent| with_descendants(parent, categories)).unwrap_or_default();
    beside.retain(|id| !own.contains(id));
    if !beside.is_empty() {
        let among = Condition::all().add(product::Column::CategoryId.is_in(beside.iter().copied()));
        take(nearest(db, seed, among, FARTHER).await?);
    }
    if let Some(brand) = seed.brand_id {
        let among = Condition::all().add(product::Column::BrandId.eq(brand));
        take(nearest(db, seed, among, FARTHER).await?);
    }
    if own.is_empty() {
        take(nearest(db, seed, shares_a_value(seed.id), FARTHER).await?);
    }
    let meant = meaning(db, vectors, seed).await?;
    let unknown: Vec<Uuid> = meant.keys().filter(|id| !near.contains_key(id)).copied().collect();
    if !unknown.is_empty() {
        let named = product::Entity::find().filter(product::Column::Id.is_in(unknown));
        let named = named.filter(published(now())).all(db).await?;
        near.extend(named.into_iter().map(|one| (one.id, one)));
    }
    if near.is_empty() {
        return Ok(Vec::new());
    }
    let values = Values::of(db, seed.id, near.keys().copied()).await?;
    let candidate = |product: product::Model| {
        let same_brand = seed.brand_id.is_some() && seed.brand_id == product.brand_id;
        let same_category = product.category_id.is_some_and(|id| own.contains(&id));
        let (shared, attributes) = values.shared_with(product.id);
        let place = if same_category {
            1.0
        } else if product.category_id.is_some_and(|id| beside.contains(&id)) {
            NEXT_CATEGORY
        } else {
            0.0
        };
        let score = BY_CATEGORY * place
            + BY_ATTRIBUTES * shared
            + BY_PRICE * nearness(seed, &product)
            + if same_brand { BY_BRAND } else { 0.0 };
        // Where there are vectors, they count as much as all the rest.
        let score = match meant.get(&product.id) {
            Some(cosine) => (score + cosine) / 2.0,
            None if meant.is_empty() => score,
            None => score / 2.0,
        };
        let to = seed.slug.clone();
        Candidate {
            product_id: product.id,
            score: score * weight,
            reason: Reason::Similar { to, attributes, same_category, same_brand },
        }
    };
    Ok(near.into_values().map(candidate).collect())
}

/// The products that mean nearly the same by their vectors, and how nearly. Empty without vectors.
async fn meaning(
    db: &impl ConnectionTrait,
    vectors: Option<&Vectors>,
    seed: &product::Model,
) -> Result<HashMap<Uuid, f64>> {
    let Some(vectors) = vectors else { return Ok(HashMap::new()) };
    let Some(own) = vectors.of_product(db, seed.id).await? else { return Ok(HashMap::new()) };
    let near = vectors.nearest(db, &own, MEANT).await?;
    let near = near.into_iter().filter(|near| near.id != seed.id && near.cosine > 0.0);
    Ok(near.map(|near| (near.id, f64::from(near.cosine))).collect())
}

/// Published products that meet the condition, the nearest in price first.
async fn nearest(
    db: &impl ConnectionTrait,
    seed: &product::Model,
    among: Condition,
    limit: u64,
) -> Result<Vec<product::Model>> {
    let mut query = product::Entity::find()
        .filter(published(now()))
        .filter(product::Column::Id.ne(seed.id))
        .filter(product::Column::PriceFromMinor.is_not_null())
        .filter(among);
    if let Some(price) = seed.price_from_minor {
        let distance = Expr::col((product::Entity, product::Column::PriceFromMinor)).sub(price);
        query = query.order_by(Expr::expr(Func::cust("ABS").arg(distance)), Order::Asc);
    }
    Ok(query.order_by_asc(product::Column::Id).limit(limit).all(db).await?)
}

fn shares_a_value(product_id: Uuid) -> Condition {
    let mine = Query::select()
        .column(product_value::Column::AttributeId)
        .column(product_value::Column::Value)
        .from(product_value::Entity)
        .and_where(product_value::Column::ProductId.eq(product_id))
        .take();
    let with = Query::select()
        .column(product_value::Column::ProductId)
        .from(product_value::Entity)
        .and_where(
            Expr::tuple([
                Expr::col(product_value::Column::AttributeId),
                Expr::col(product_value::Column::Value),
            ])
            .in_subquery(mine),
        )
        .take();
    Condition::all().add(Expr::col((product::Entity, product::Column::Id)).in_subquery(with))
}

/// One for the same price, towards none the farther they are apart; nothing across currencies.
fn nearness(one: &product::Model, other: &product::Model) -> f64 {
    let prices = (one.price_from_minor, other.price_from_minor);
    match prices {
        (Some(a), Some(b)) if one.currency == other.currency && a > 0 && b > 0 => {
            Ord::min(a, b) as f64 / Ord::max(a, b) as f64
        }
        _ => 0.0,
    }
}

/// What the candidates have of what the seed has.
struct Values {
    /// What each value of the seed's says, and the code of its attribute; the most telling first.
    telling: Vec<(f64, String, HashSet<Uuid>)>,
    whole: f64,
}

impl Values {
    /// Two queries.
    async fn of(
        db: &impl ConnectionTrait,
        seed: Uuid,
        candidates: impl Iterator<Item = Uuid>,
    ) -> Result<Self> {
        let ids: Vec<Uuid> = candidates.chain([seed]).collect();
        let number = ids.len() as f64;
        let rows = product_value::Entity::find().filter(product_value::Column::ProductId.is_in(ids));
        let rows = rows.all(db).await?;
        let asked = rows.iter().filter(|row| row.product_id == seed).map(|row| row.attribute_id);
        let asked: HashSet<Uuid> = asked.collect();
        if asked.is_empty() {
            return Ok(Self { telling: Vec::new(), whole: 0.0 });
        }
        let attributes = attribute::Entity::find().filter(attribute::Column::Id.is_in(asked)).all(db).await?;
        let codes = attributes.into_iter().map(|attribute| (attribute.id, attribute.code)).collect();
        Ok(Self::weigh(seed, number, rows, &codes))
    }

    /// `codes` are those of the seed's attributes.
    fn weigh(
        seed: Uuid,
        number: f64,
        rows: Vec<product_value::Model>,
        codes: &HashMap<Uuid, String>,
    ) -> Self {
        let mut having: HashMap<(Uuid, String), HashSet<Uuid>> = HashMap::new();
        for row in rows.into_iter().filter(|row| codes.contains_key(&row.attribute_id)) {
            having.entry((row.attribute_id, row.value)).or_default().insert(row.product_id);
        }
        let of_seed = having.into_iter().filter(|(_, products)| products.contains(&seed));
        let weighed = of_seed.map(|((attribute, _), products)| {
            let weight = (1.0 + number / products.len() as f64).ln();
            (weight, codes.get(&attribute).cloned().unwrap_or_default(), products)
        });
        let mut telling: Vec<_> = weighed.collect();
        telling.sort_by(|(a, one, _), (b, other, _)| b.total_cmp(a).then_with(|| one.cmp(other)));
        let whole = telling.iter().map(|(weight, ..)| weight).sum();
        Self { telling, whole }
    }

    /// How much of what the seed says the product says too, 0 to 1, and in which attributes.
    fn shared_with(&self, product: Uuid) -> (f64, Vec<String>) {
        let shared = || self.telling.iter().filter(|(_, _, products)| products.contains(&product));
        let weight: f64 = shared().map(|(weight, ..)| weight).sum();
        let mut codes: Vec<String> = shared().map(|(_, code, _)| code.clone()).collect();
        codes.dedup();
        codes.truncate(NAMED);
        (if self.whole > 0.0 { weight / self.whole } else { 0.0 }, codes)
    }
}
