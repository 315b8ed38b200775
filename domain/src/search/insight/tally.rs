//! Counting.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use entity::{search_outcome, search_query};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::clock::{Timestamp, now};
use crate::error::Result;
use crate::search::find::TEXT;
use crate::store::{Store, Txn};

/// Of a search that is counted, characters; longer ones are counted by their beginning.
const LENGTH: usize = 100;
/// Different searches, and different outcomes, between two times of adding. More are not counted: nobody reads on for so
/// long, and who searches for random things must not fill the memory.
const MOST: usize = 5_000;
/// Rows of one insert: the parameters of a statement are limited on SQLite.
const ROWS_PER_INSERT: usize = 1_000;

/// What came of a search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A product was opened from the answer.
    Clicked,
    /// It was then bought.
    Bought,
}

/// What this process counted and has not added yet.
#[derive(Default)]
pub struct Tally(Mutex<Counts>);

#[derive(Debug, Clone, Default)]
struct Counts {
    /// By day and query: searches, and those that found nothing.
    queries: BTreeMap<(String, String), (i64, i64)>,
    /// By day, query and product: clicked, bought.
    outcomes: BTreeMap<(String, String, Uuid), (i64, i64)>,
}

impl Tally {
    /// Somebody searched.
    pub fn searched(&self, typed: &str, found: bool) {
        let Some(query) = counted_as(typed) else { return };
        let mut counts = self.lock();
        let key = (today(), query);
        if counts.queries.len() < MOST || counts.queries.contains_key(&key) {
            let (searches, empty) = counts.queries.entry(key).or_default();
            *searches += 1;
            *empty += i64::from(!found);
        }
    }

    /// Something came of a search.
    pub fn came_of(&self, typed: &str, product_id: Uuid, outcome: Outcome) {
        let Some(query) = counted_as(typed) else { return };
        let mut counts = self.lock();
        let key = (today(), query, product_id);
        if counts.outcomes.len() < MOST || counts.outcomes.contains_key(&key) {
            let (clicked, bought) = counts.outcomes.entry(key).or_default();
            match outcome {
                Outcome::Clicked => *clicked += 1,
                Outcome::Bought => *bought += 1,
            }
        }
    }

    /// Adds what was counted to the tables. What could not be added is added the next time.
    ///
    /// # Errors
    /// Of the database.
    pub async fn add(&self, store: &Store) -> Result<()> {
        let counts = std::mem::take(&mut *self.lock());
        if counts.queries.is_empty() && counts.outcomes.is_empty() {
            return Ok(());
        }
        let added = store.write(async |txn| write(txn, &counts).await).await;
        if added.is_err() {
            self.lock().take_back(counts);
        }
        added
    }

    fn lock(&self) -> MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn take_back(&mut self, other: Self) {
        for (key, (searches, empty)) in other.queries {
            let known = self.queries.entry(key).or_default();
            *known = (known.0 + searches, known.1 + empty);
        }
        for (key, (clicked, bought)) in other.outcomes {
            let known = self.outcomes.entry(key).or_default();
            *known = (known.0 + clicked, known.1 + bought);
        }
    }
}

fn today() -> String {
    now().date_naive().to_string()
}

/// In lower case, with single spaces; nothing for what has no letter and no digit, and for what may be an address.
fn counted_as(typed: &str) -> Option<String> {
    let typed: String = typed.chars().take(TEXT).filter(|c| *c != '\0').collect();
    let words: Vec<&str> =
        typed.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let query: String = words.join(" ").to_lowercase().chars().take(LENGTH).collect();
    let is_telling = query.chars().any(char::is_alphanumeric) && !query.contains('@');
    is_telling.then(|| query.trim_end().to_owned())
}

/// In the order of the keys, so that processes that add the same rows lock them in the same order.
async fn write(txn: &Txn, counts: &Counts) -> Result<()> {
    let queries: Vec<_> = counts
        .queries
        .iter()
        .map(|((day, query), (searches, empty))| search_query::ActiveModel {
            day: Set(day.clone()),
            query: Set(query.clone()),
            searches: Set(*searches),
            empty: Set(*empty),
        })
        .collect();
    let added = |column: search_query::Column| {
        Expr::col((search_query::Entity, column)).add(Expr::col(("excluded", column)))
    };
    for rows in queries.chunks(ROWS_PER_INSERT) {
        let conflict = OnConflict::columns([search_query::Column::Day, search_query::Column::Query])
            .value(search_query::Column::Searches, added(search_query::Column::Searches))
            .value(search_query::Column::Empty, added(search_query::Column::Empty))
            .to_owned();
        let insert = search_query::Entity::insert_many(rows.iter().cloned()).on_conflict(conflict);
        insert.exec_without_returning(txn).await?;
    }
    let outcomes: Vec<_> = counts
        .outcomes
        .iter()
        .map(|((day, query, product_id), (clicked, bought))| search_outcome::ActiveModel {
            day: Set(day.clone()),
            query: Set(query.clone()),
            product_id: Set(*product_id),
            clicked: Set(*clicked),
            bought: Set(*bought),
        })
        .collect();
    let added = |column: search_outcome::Column| {
        Expr::col((search_outcome::Entity, column)).add(Expr::col(("excluded", column)))
    };
    for rows in outcomes.chunks(ROWS_PER_INSERT) {
        let key =
            [search_outcome::Column::Day, search_outcome::Column::Query, search_outcome::Column::ProductId];
        let conflict = OnConflict::columns(key)
            .value(search_outcome::Column::Clicked, added(search_outcome::Column::Clicked))
            .value(search_outcome::Column::Bought, added(search_outcome::Column::Bought))
            .to_owned();
        let insert = search_outcome::Entity::insert_many(rows.iter().cloned()).on_conflict(conflict);
        insert.exec_without_returning(txn).await?;
    }
    Ok(())
}

/// Forgets the days before that moment.
///
/// # Errors
/// Of the database.
pub async fn prune(store: &Store, before: Timestamp) -> Result<u64> {
    let day = before.date_naive().to_string();
    let queries = search_query::Entity::delete_many()
        .filter(search_query::Column::Day.lt(day.as_str()))
        .exec(store.writer())
        .await?;
    let outcomes = search_outcome::Entity::delete_many()
        .filter(search_outcome::Column::Day.lt(day))
        .exec(store.writer())
        .await?;
    Ok(queries.rows_affected + outcomes.rows_affected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_are_counted_without_what_tells_people() {
        for (typed, counted) in [
            ("  Blue\t MUG ", Some("blue mug")),
            ("ada@example.org", None),
            ("\u{0}\u{1f} !?", None),
            ("", None),
            ("ノート", Some("ノート")),
        ] {
            assert_eq!(counted_as(typed).as_deref(), counted, "{typed}");
        }
        assert_eq!(counted_as(&"x ".repeat(5_000)).map(|query| query.len()), Some(LENGTH - 1));
    }

    #[test]
    fn random_searches_do_not_fill_the_memory() {
        let tally = Tally::default();
        for nth in 0..MOST + 100 {
            tally.searched(&format!("thing {nth}"), true);
        }
        tally.searched("thing 1", false);
        let counts = tally.lock();
        assert_eq!(counts.queries.len(), MOST);
        assert_eq!(counts.queries[&(today(), "thing 1".to_owned())], (2, 1));
    }
}
