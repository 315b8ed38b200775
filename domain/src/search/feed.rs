//! What changed that the index has to know, in an order that can be followed with a cursor.
//!
//! Events have no such order: what is committed later may have the smaller id. A flush that publishes events of the
//! catalogue notes them here in the same transaction, under a position that it takes from one row. That row is locked
//! until the flush commits, so positions become visible in their order, without gaps, and whoever remembers the last one
//! skips nothing.

use chrono::TimeDelta;
use entity::{revision, search_change};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::clock::now;
use crate::error::Result;
use crate::events::Event;
use crate::revisions::{self, Subject};
use crate::store::{Store, Txn};

/// How long changes are kept; an index that is further behind is made anew.
const KEPT: TimeDelta = TimeDelta::days(3);
/// Changes that are read at once, about.
const PAGE: u64 = 2_000;

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    Product(Uuid),
    Brand(Uuid),
    Category(Uuid),
    Attribute(Uuid),
    /// What means the same.
    Synonyms,
    /// Somebody wants the index made anew.
    Everything,
}

impl Change {
    /// What the event changes of the index.
    pub(crate) fn of(event: &Event) -> Option<Self> {
        match event {
            Event::ProductChanged { product_id } => Some(Self::Product(*product_id)),
            Event::BrandChanged { brand_id } => Some(Self::Brand(*brand_id)),
            Event::CategoryChanged { category_id } => Some(Self::Category(*category_id)),
            Event::AttributeChanged { attribute_id } => Some(Self::Attribute(*attribute_id)),
            _ => None,
        }
    }

    fn parts(self) -> (&'static str, Uuid) {
        match self {
            Self::Product(id) => ("product", id),
            Self::Brand(id) => ("brand", id),
            Self::Category(id) => ("category", id),
            Self::Attribute(id) => ("attribute", id),
            Self::Synonyms => ("synonyms", Uuid::nil()),
            Self::Everything => ("everything", Uuid::nil()),
        }
    }

    /// What a newer version of this program wrote and this one does not know changes everything.
    fn read(subject: &str, id: Uuid) -> Self {
        match subject {
            "product" => Self::Product(id),
            "brand" => Self::Brand(id),
            "category" => Self::Category(id),
            "attribute" => Self::Attribute(id),
            "synonyms" => Self::Synonyms,
            _ => Self::Everything,
        }
    }
}

/// A position and the moment at which it was taken, by which it is told from that of another database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    pub number: i64,
    pub micros: i64,
}

impl std::fmt::Display for Position {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}@{}", self.number, self.micros)
    }
}

impl Position {
    pub fn read(text: &str) -> Option<Self> {
        let (number, micros) = text.split_once('@')?;
        Some(Self { number: number.parse().ok()?, micros: micros.parse().ok()? })
    }
}

/// Notes changes; call it last, since it keeps others waiting until the transaction ends.
pub(crate) async fn note(txn: &Txn, mut changes: Vec<Change>) -> Result<()> {
    changes.sort_unstable();
    changes.dedup();
    if changes.is_empty() {
        return Ok(());
    }
    revisions::begin(txn, Subject::Search).await?;
    let (position, recorded_at) = (revisions::current(txn, Subject::Search).await?, now());
    let row = |change: Change| {
        let (subject, subject_id) = change.parts();
        search_change::ActiveModel {
            position: Set(position),
            subject: Set(subject.to_owned()),
            subject_id: Set(subject_id),
            recorded_at: Set(recorded_at),
        }
    };
    search_change::Entity::insert_many(changes.into_iter().map(row)).exec_without_returning(txn).await?;
    Ok(())
}

/// Asks every process to make its index anew.
pub async fn rebuild(store: &Store) -> Result<()> {
    store.write(async |txn| note(txn, vec![Change::Everything]).await).await
}

/// Where the feed is now.
pub async fn latest(db: &impl ConnectionTrait) -> Result<Position> {
    let number = revisions::current(db, Subject::Search).await?;
    Ok(Position { number, micros: taken_at(db, number).await?.unwrap_or_default() })
}

/// What came behind `position`, oldest first, at least a page of it if there is as much, and where that ends. `None` when
/// it is not known any more, or the position is of another database.
pub async fn since(db: &impl ConnectionTrait, position: Position) -> Result<Option<(Vec<Change>, Position)>> {
    let revision = revision::Entity::find_by_id("search").one(db).await?.map_or(0, |row| row.revision);
    if revision < position.number {
        return Ok(None);
    }
    let known = position.number == 0 || taken_at(db, position.number).await? == Some(position.micros);
    if revision == position.number {
        return Ok(known.then_some((Vec::new(), position)));
    }
    if !known {
        return Ok(None);
    }
    let mut rows = search_change::Entity::find()
        .filter(search_change::Column::Position.gt(position.number))
        .order_by_asc(search_change::Column::Position)
        .limit(PAGE)
        .all(db)
        .await?;
    let Some(last) = rows.last().map(|row| row.position) else { return Ok(Some((Vec::new(), position))) };
    if rows.first().is_some_and(|row| row.position != position.number + 1) {
        return Ok(None);
    }
    if rows.len() as u64 == PAGE {
        // The last position may have more rows; it is read as a whole.
        rows.retain(|row| row.position < last);
        let whole = search_change::Entity::find().filter(search_change::Column::Position.eq(last));
        rows.extend(whole.all(db).await?);
    }
    let end = rows.last().map(|row| row.recorded_at.timestamp_micros()).unwrap_or_default();
    let changes = rows.iter().map(|row| Change::read(&row.subject, row.subject_id)).collect();
    Ok(Some((changes, Position { number: last, micros: end })))
}

async fn taken_at(db: &impl ConnectionTrait, position: i64) -> Result<Option<i64>> {
    let row =
        search_change::Entity::find().filter(search_change::Column::Position.eq(position)).one(db).await?;
    Ok(row.map(|row| row.recorded_at.timestamp_micros()))
}

/// Forgets what is old, but not the last position.
pub async fn prune(store: &Store) -> Result<u64> {
    let last = revisions::current(store.read(), Subject::Search).await?;
    let done = search_change::Entity::delete_many()
        .filter(search_change::Column::RecordedAt.lt(now() - KEPT))
        .filter(search_change::Column::Position.lt(last))
        .exec(store.writer())
        .await?;
    Ok(done.rows_affected)
}
