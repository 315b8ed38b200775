//! How many stars products have: a read model over published reviews, counted anew for a product whenever one of its
//! reviews changes, and for all of them when that is asked for (`reviews.rate_all`).

use std::collections::{BTreeSet, HashMap};

use entity::states::ReviewState;
use entity::{product_rating as row, review};
use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::error::Result;
use crate::store::{Store, Txn};

/// Products that are looked for at once when all are counted.
const BATCH: u64 = 200;

/// What a product's reviews come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rating {
    /// How many give one star, two … five.
    pub stars: [i64; 5],
}

impl Rating {
    pub fn count(&self) -> i64 {
        self.stars.iter().sum()
    }

    /// To the hundredth; 0 where there are none.
    pub fn average(&self) -> f64 {
        let sum: i64 = self.stars.iter().zip(1_i64..).map(|(count, stars)| count * stars).sum();
        let count = self.count();
        if count == 0 { 0.0 } else { (sum as f64 / count as f64 * 100.0).round() / 100.0 }
    }
}

impl From<row::Model> for Rating {
    fn from(row: row::Model) -> Self {
        Self { stars: [row.ones, row.twos, row.threes, row.fours, row.fives] }
    }
}

/// The ratings of those of the products that have any. One query.
pub async fn ratings(
    db: &impl ConnectionTrait,
    products: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Rating>> {
    let rows = row::Entity::find().filter(row::Column::ProductId.is_in(products)).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.product_id, row.into())).collect())
}

/// Counts the reviews of a product anew. Whoever changes one holds the product's row, so that none is missed.
pub async fn rate(txn: &Txn, product_id: Uuid) -> Result<()> {
    let product =
        entity::product::Entity::find_by_id(product_id).lock(LockType::NoKeyUpdate).one(txn).await?;
    if product.is_none() {
        return Ok(());
    }
    let counted: Vec<(i32, i64)> = review::Entity::find()
        .select_only()
        .column(review::Column::Rating)
        .column_as(review::Column::Id.count(), "count")
        .filter(review::Column::ProductId.eq(product_id))
        .filter(review::Column::State.eq(ReviewState::Published))
        .group_by(review::Column::Rating)
        .into_tuple()
        .all(txn)
        .await?;
    let of = |stars: i32| counted.iter().find(|(rating, _)| *rating == stars).map_or(0, |(_, count)| *count);
    let row = row::Model { product_id, ones: of(1), twos: of(2), threes: of(3), fours: of(4), fives: of(5) };
    if counted.is_empty() {
        row::Entity::delete_by_id(product_id).exec(txn).await?;
        return Ok(());
    }
    let before = OnConflict::column(row::Column::ProductId)
        .update_columns([
            row::Column::Ones,
            row::Column::Twos,
            row::Column::Threes,
            row::Column::Fours,
            row::Column::Fives,
        ])
        .to_owned();
    row::Entity::insert(row.into_active_model().reset_all())
        .on_conflict(before)
        .exec_without_returning(txn)
        .await?;
    Ok(())
}

/// Counts the reviews of all products anew, a transaction each. Returns how many products there were.
pub async fn rate_all(store: &Store) -> Result<u64> {
    let (mut last, mut count) = (Uuid::nil(), 0);
    loop {
        let products = next(store.read(), last).await?;
        for product_id in &products {
            store.write(async |txn| rate(txn, *product_id).await).await?;
        }
        count += products.len() as u64;
        match products.last() {
            Some(product_id) => last = *product_id,
            None => return Ok(count),
        }
    }
}

/// Products after that one which have reviews, or a rating that may be of none.
async fn next(db: &impl ConnectionTrait, last: Uuid) -> Result<Vec<Uuid>> {
    let reviewed: Vec<Uuid> = review::Entity::find()
        .select_only()
        .column(review::Column::ProductId)
        .distinct()
        .filter(review::Column::ProductId.gt(last))
        .order_by_asc(review::Column::ProductId)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?;
    let rated: Vec<Uuid> = row::Entity::find()
        .select_only()
        .column(row::Column::ProductId)
        .filter(row::Column::ProductId.gt(last))
        .order_by_asc(row::Column::ProductId)
        .limit(BATCH)
        .into_tuple()
        .all(db)
        .await?;
    // Beyond the last of a full batch, the other list may lack some.
    let end = [&reviewed, &rated]
        .into_iter()
        .filter(|ids| ids.len() as u64 == BATCH)
        .filter_map(|ids| ids.last())
        .min()
        .copied();
    let all: BTreeSet<Uuid> = reviewed.into_iter().chain(rated).collect();
    Ok(all.into_iter().filter(|id| end.is_none_or(|end| *id <= end)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_average_is_told_to_the_hundredth() {
        let average = |stars| Rating { stars }.average();
        assert_eq!(average([0, 0, 0, 0, 0]).to_bits(), 0_f64.to_bits());
        assert!((average([0, 0, 0, 1, 2]) - 4.67).abs() < f64::EPSILON);
        assert!((average([1, 0, 0, 0, 1]) - 3.0).abs() < f64::EPSILON);
        assert_eq!(Rating { stars: [1, 2, 3, 4, 5] }.count(), 15);
    }
}
