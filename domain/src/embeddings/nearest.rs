//! The products nearest to a vector, in memory.
//!
//! Every process keeps the vectors of the model that is set up, as the crate `vectors` packs them: a million products of 384
//! dimensions are 450 MB. Whoever asks reads those that are new first, and what is asked while somebody waits looks at
//! what is there.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use entity::product_embedding as row;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::sync::Mutex;
use uuid::Uuid;
pub use vectors::Near;
use vectors::{Packed, Table};

use super::vector;
use crate::clock::Timestamp;
use crate::error::Result;

/// Rows of one read.
const PAGE: u64 = 5_000;
/// What was committed later than its time says is found by looking back so far.
const OVERLAP: TimeDelta = TimeDelta::seconds(60);
/// So old what is in memory may be.
const FRESH: Duration = Duration::from_secs(2);

/// The vectors of one model, kept by a process. Clones are the same.
#[derive(Clone)]
pub struct Vectors {
    model: Arc<str>,
    table: Arc<RwLock<Table>>,
    followed: Arc<Mutex<Followed>>,
}

#[derive(Default)]
struct Followed {
    newest: Option<Timestamp>,
    /// When somebody last asked for what is new; what a task reads by itself does not count.
    looked: Option<Instant>,
}

impl Vectors {
    /// `model` as vectors are stored under it: `provider/model`.
    pub fn of(model: &str) -> Self {
        Self { model: model.into(), table: Arc::default(), followed: Arc::default() }
    }

    /// The `k` products nearest to the vector, nearest first. Products that shoppers do not see may be among them.
    pub async fn nearest(&self, db: &impl ConnectionTrait, to: &[f32], k: usize) -> Result<Vec<Near>> {
        self.refresh_if_old(db).await?;
        Ok(self.read(|table| table.nearest(&Packed::of(to), k)))
    }

    /// The vector of a product, if it has one.
    pub async fn of_product(&self, db: &impl ConnectionTrait, product_id: Uuid) -> Result<Option<Vec<f32>>> {
        self.refresh_if_old(db).await?;
        Ok(self.read(|table| table.get(product_id)).map(|packed| packed.unpacked()))
    }

    /// What is in memory by now.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Table) -> T) -> T {
        look(&self.table.read().unwrap_or_else(PoisonError::into_inner))
    }

    async fn refresh_if_old(&self, db: &impl ConnectionTrait) -> Result<()> {
        if self.followed.lock().await.looked.is_some_and(|at| at.elapsed() < FRESH) {
            return Ok(());
        }
        self.refresh(db).await?;
        self.followed.lock().await.looked = Some(Instant::now());
        Ok(())
    }

    /// Reads what is new.
    ///
    /// # Errors
    /// Of the database; `Corrupt` for a row that is no vector.
    pub async fn refresh(&self, db: &impl ConnectionTrait) -> Result<()> {
        let mut followed = self.followed.lock().await;
        let mut after = (followed.newest.map(|newest| newest - OVERLAP), Uuid::nil());
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
                followed.newest = Ord::max(after.0, followed.newest);
            }
            let read = rows.iter().map(|row| Ok((row.product_id, vector::from_bytes(&row.vector)?)));
            let read = read.collect::<Result<Vec<_>>>()?;
            self.put(&read);
            if count < PAGE {
                break;
            }
        }
        Ok(())
    }

    fn put(&self, vectors: &[(Uuid, Vec<f32>)]) {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        for (product_id, vector) in vectors {
            table.put(*product_id, vector);
        }
    }
}
