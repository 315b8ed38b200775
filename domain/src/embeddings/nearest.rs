//! The products nearest to a vector: exactly, in memory.
//!
//! Every process keeps the vectors of the model that is set up, and reads those that are new before it answers. A
//! hundred thousand products of 384 dimensions are 150 MB and some ten milliseconds a question; a shop that outgrows this
//! wants an index in its database.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::product_embedding as row;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::vector;
use crate::clock::Timestamp;
use crate::error::Result;

/// Rows of one read.
const PAGE: u64 = 5_000;
/// What was committed later than its time says is found by looking back so far.
const OVERLAP: TimeDelta = TimeDelta::seconds(60);
/// So old what is in memory may be.
const FRESH: Duration = Duration::from_secs(2);

/// One product and how near it is: the cosine, 1 for the same direction.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    pub product_id: Uuid,
    pub cosine: f32,
}

/// The vectors of one model, kept by a process. Clones are the same.
#[derive(Clone)]
pub struct Vectors {
    model: Arc<str>,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    all: Arc<HashMap<Uuid, Vec<f32>>>,
    newest: Option<Timestamp>,
    looked: Option<Instant>,
}

impl Vectors {
    /// `model` as vectors are stored under it: `provider/model`.
    pub fn of(model: &str) -> Self {
        Self { model: model.into(), kept: Arc::default() }
    }

    /// The `k` products nearest to the vector, nearest first. Products that shoppers do not see may be among them.
    pub async fn nearest(&self, db: &impl ConnectionTrait, to: &[f32], k: usize) -> Result<Vec<Near>> {
        let all = self.all(db).await?;
        Ok(among(&all, to, k))
    }

    /// The vector of a product, if it has one.
    pub async fn of_product(&self, db: &impl ConnectionTrait, product_id: Uuid) -> Result<Option<Vec<f32>>> {
        Ok(self.all(db).await?.get(&product_id).cloned())
    }

    async fn all(&self, db: &impl ConnectionTrait) -> Result<Arc<HashMap<Uuid, Vec<f32>>>> {
        let mut kept = self.kept.lock().await;
        if kept.looked.is_some_and(|at| at.elapsed() < FRESH) {
            return Ok(kept.all.clone());
        }
        let mut after = (kept.newest.map(|newest| newest - OVERLAP), Uuid::nil());
        loop {
            let mut query = row::Entity::find()
                .filter(row::Column::Model.eq(&*self.model))
                .order_by_asc(row::Column::UpdatedAt)
                .order_by_asc(row::Column::ProductId)
                .limit(PAGE);
            if let (Some(at), id) = after {
                let same = row::Column::UpdatedAt.eq(at).and(row::Column::ProductId.gt(id));
                query = query.filter(row::Column::UpdatedAt.gt(at).or(same));
            }
            let rows = query.all(db).await?;
            let count = rows.len() as u64;
            if let Some(last) = rows.last() {
                after = (Some(last.updated_at), last.product_id);
                kept.newest = Ord::max(after.0, kept.newest);
            }
            for row in rows {
                let vector = vector::from_bytes(&row.vector)?;
                if kept.all.get(&row.product_id) != Some(&vector) {
                    // Whoever reads the map that was there goes on with it.
                    Arc::make_mut(&mut kept.all).insert(row.product_id, vector);
                }
            }
            if count < PAGE {
                break;
            }
        }
        kept.looked = Some(Instant::now());
        Ok(kept.all.clone())
    }
}

fn among(all: &HashMap<Uuid, Vec<f32>>, to: &[f32], k: usize) -> Vec<Near> {
    let comparable = all.iter().filter(|(_, vector)| vector.len() == to.len());
    let mut near: Vec<Near> = comparable
        .map(|(product_id, vector)| Near { product_id: *product_id, cosine: vector::cosine(vector, to) })
        .collect();
    let order = |a: &Near, b: &Near| b.cosine.total_cmp(&a.cosine).then(a.product_id.cmp(&b.product_id));
    if near.len() > k && k > 0 {
        near.select_nth_unstable_by(k - 1, order);
    }
    near.truncate(k);
    near.sort_unstable_by(order);
    near
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_vectors_of_another_length_not_at_all() {
        let id = Uuid::from_u128;
        let all = HashMap::from([
            (id(1), vec![1.0, 0.0]),
            (id(2), vec![0.6, 0.8]),
            (id(3), vec![0.0, 1.0]),
            (id(4), vec![-1.0, 0.0]),
            (id(5), vec![1.0, 0.0, 0.0]),
        ]);
        let found = |k| {
            let near = among(&all, &[1.0, 0.0], k);
            near.iter().map(|near| near.product_id.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(found(2), [1, 2]);
        assert_eq!(found(9), [1, 2, 3, 4]);
        assert!(found(0).is_empty());
    }
}
