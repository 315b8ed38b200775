//! The row by which everybody sees how far a rebuild is, and by which there is one at a time.
//!
//! Each step of a rebuild touches its row in the step's own transaction. So a rebuild whose row was taken from it (it
//! had shown no sign of life) can change nothing any more.

use chrono::TimeDelta;
use entity::rebuild as row;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{ReadModel, shadow};
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::{Store, Txn};

/// A rebuild that showed no sign of life for so long has ended with its process. Longer than any step takes between two
/// of them.
pub const SILENCE: TimeDelta = TimeDelta::seconds(30);

/// A rebuild under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rebuilding {
    id: Uuid,
    model: ReadModel,
}

impl Rebuilding {
    /// # Errors
    /// `Conflict` while another rebuild of the same read model is running.
    pub async fn begin(store: &Store, model: ReadModel) -> Result<Self> {
        let this = Self { id: Uuid::now_v7(), model };
        let running = store
            .write(async |txn| {
                bury(txn, model, now() - SILENCE).await?;
                this.insert(txn).await
            })
            .await?;
        if running {
            return Ok(this);
        }
        let other = running_of(store.read(), model).await?;
        let name = model.name();
        Err(Error::conflict(
            "already_rebuilding",
            match other {
                Some(other) => format!(
                    "{name} is being rebuilt since {}, {} of {} events so far; wait for it, or, if its process has \
                     ended, until it has been silent for {} seconds (the last sign of life was at {})",
                    other.started_at,
                    other.done,
                    other.total,
                    SILENCE.num_seconds(),
                    other.beat_at,
                ),
                None => format!("{name} was being rebuilt until a moment ago; try again"),
            },
        ))
    }

    /// Whether the row is ours, and not another's that was there first.
    async fn insert(&self, txn: &Txn) -> Result<bool> {
        let started_at = now();
        let new = row::ActiveModel {
            id: Set(self.id),
            model: Set(self.model.name().to_owned()),
            total: Set(0),
            done: Set(0),
            started_at: Set(started_at),
            beat_at: Set(started_at),
            finished_at: Set(None),
            error: Set(None),
        };
        let inserted = row::Entity::insert(new)
            .on_conflict(OnConflict::new().do_nothing().to_owned())
            .exec_without_returning(txn)
            .await?;
        Ok(inserted > 0)
    }

    /// Gives a sign of life and says how far it is.
    ///
    /// # Errors
    /// `Conflict` when another process took this one for dead.
    pub async fn beat(&self, txn: &Txn, done: u64, total: u64) -> Result<()> {
        let change = row::ActiveModel {
            done: Set(stored(done)),
            total: Set(stored(total)),
            beat_at: Set(now()),
            ..Default::default()
        };
        self.change(txn, change).await
    }

    /// The last step.
    pub async fn finish(&self, txn: &Txn) -> Result<()> {
        let end = now();
        self.change(
            txn,
            row::ActiveModel { beat_at: Set(end), finished_at: Set(Some(end)), ..Default::default() },
        )
        .await
    }

    /// Leaves nothing behind but the reason.
    pub async fn give_up(&self, store: &Store, error: &Error) -> Result<()> {
        let reason = error.chain();
        store
            .write(async |txn| {
                let change = row::ActiveModel {
                    finished_at: Set(Some(now())),
                    error: Set(Some(reason)),
                    ..Default::default()
                };
                self.change(txn, change).await?;
                shadow::discard(txn, self.model).await
            })
            .await
    }

    async fn change(&self, txn: &Txn, change: row::ActiveModel) -> Result<()> {
        let update = row::Entity::update_many()
            .set(change)
            .filter(row::Column::Id.eq(self.id))
            .filter(row::Column::FinishedAt.is_null());
        if update.exec(txn).await?.rows_affected == 0 {
            let name = self.model.name();
            return Err(Error::conflict(
                "rebuild_lost",
                format!("this rebuild of {name} was taken for dead and cleared away; start it again"),
            ));
        }
        Ok(())
    }
}

/// Clears away a rebuild whose process has ended: what it built is dropped, its row says so.
async fn bury(txn: &Txn, model: ReadModel, silent_since: Timestamp) -> Result<bool> {
    let ended = row::ActiveModel {
        finished_at: Set(Some(now())),
        error: Set(Some("its process ended before it did".to_owned())),
        ..Default::default()
    };
    let buried = row::Entity::update_many()
        .set(ended)
        .filter(row::Column::Model.eq(model.name()))
        .filter(row::Column::FinishedAt.is_null())
        .filter(row::Column::BeatAt.lt(silent_since))
        .exec(txn)
        .await?
        .rows_affected;
    if buried > 0 {
        shadow::discard(txn, model).await?;
    }
    Ok(buried > 0)
}

/// Clears away rebuilds whose processes have ended, and forgets those that ended before `before`.
pub async fn prune_rebuilds(store: &Store, before: Timestamp) -> Result<()> {
    for model in ReadModel::ALL {
        let buried = store.write(async |txn| bury(txn, *model, now() - SILENCE).await).await?;
        if buried {
            tracing::warn!("a rebuild of {} had ended with its process and was cleared away", model.name());
        }
    }
    row::Entity::delete_many().filter(row::Column::FinishedAt.lt(before)).exec(store.writer()).await?;
    Ok(())
}

/// Rebuilds under way and past, newest first.
pub async fn rebuilds(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<row::Model>> {
    let query = row::Entity::find().order_by_desc(row::Column::StartedAt).limit(limit);
    Ok(query.all(db).await?)
}

pub(super) async fn running_of(db: &impl ConnectionTrait, model: ReadModel) -> Result<Option<row::Model>> {
    let query = row::Entity::find()
        .filter(row::Column::Model.eq(model.name()))
        .filter(row::Column::FinishedAt.is_null());
    Ok(query.one(db).await?)
}

fn stored(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
