//! Who writes to an index that processes share: one of them at a time, for as long as it says so again and again. Who died
//! is followed by another within seconds.
//!
//! The turn is a row of `revisions` whose number is the moment until which it lasts. It is taken by who finds that moment
//! past, and kept by who still finds the moment that it wrote itself.

use chrono::TimeDelta;
use entity::revision;
use sea_orm::sea_query::{Expr, OnConflict, SimpleExpr};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use crate::clock::now;
use crate::error::Result;
use crate::store::Store;

const ROW: &str = "search-writer";
/// How long a turn lasts from when it was said last.
const LASTS: TimeDelta = TimeDelta::seconds(10);
/// What is left of it when it is said again.
const ENOUGH: TimeDelta = TimeDelta::seconds(8);

/// The right to write to the shared index.
#[derive(Debug, PartialEq, Eq)]
pub struct Turn {
    /// Microseconds since 1970.
    until: i64,
}

impl Turn {
    /// Takes the turn if nobody has it. One or two statements.
    ///
    /// # Errors
    /// Of the database.
    pub async fn take(store: &Store) -> Result<Option<Self>> {
        let now = now();
        let free = revision::Column::Revision.lt(now.timestamp_micros());
        let turn = Self { until: (now + LASTS).timestamp_micros() };
        if turn.write(store, free).await? {
            return Ok(Some(turn));
        }
        let row = revision::ActiveModel { name: Set(ROW.to_owned()), revision: Set(0) };
        let is_there = OnConflict::column(revision::Column::Name).do_nothing().to_owned();
        let made = revision::Entity::insert(row).on_conflict(is_there).exec_without_returning(store.writer());
        // Whoever made the row takes it the next time.
        made.await?;
        Ok(None)
    }

    /// Keeps it. `None` if another has taken it, since this one was not said again in time. No statement while enough of it
    /// is left.
    ///
    /// # Errors
    /// Of the database; then it may still last.
    pub async fn keep(&self, store: &Store) -> Result<Option<Self>> {
        let now = now();
        if self.until > (now + ENOUGH).timestamp_micros() {
            return Ok(Some(Self { until: self.until }));
        }
        let turn = Self { until: (now + LASTS).timestamp_micros() };
        let is_mine = revision::Column::Revision.eq(self.until);
        Ok(turn.write(store, is_mine).await?.then_some(turn))
    }

    /// Whether it still lasts, as far as this process knows.
    pub fn lasts(&self) -> bool {
        self.until > now().timestamp_micros()
    }

    async fn write(&self, store: &Store, condition: SimpleExpr) -> Result<bool> {
        let done = revision::Entity::update_many()
            .col_expr(revision::Column::Revision, Expr::value(self.until))
            .filter(revision::Column::Name.eq(ROW))
            .filter(condition)
            .exec(store.writer())
            .await?;
        Ok(done.rows_affected == 1)
    }
}
