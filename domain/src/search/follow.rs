//! Bringing an index up to date. Whoever has an index calls this again and again; nobody else writes to it.

use std::collections::BTreeSet;

use entity::{attribute, category, product, product_value};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::documents::documents;
use super::engine::SearchEngine;
use super::feed::{self, Change, Position};
use super::popularity::popularity;
use super::synonyms;
use super::vocabulary::Vocabulary;
use crate::catalog::categories::with_descendants;
use crate::error::Result;

/// Products that are read and indexed at once.
const PAGE: u64 = 500;

/// What came of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follow {
    /// Nothing had changed.
    Idle,
    /// So many products were indexed again, or taken out.
    Changed(u64),
    /// The index was made anew, of so many products.
    Made(u64),
}

/// Brings the index up to what the feed says now, or makes it anew if it cannot follow.
///
/// # Errors
/// Of the database or the engine; the next call goes on from the last commit.
pub async fn catch_up(
    db: &impl ConnectionTrait,
    engine: &dyn SearchEngine,
    vocabulary: &Vocabulary,
) -> Result<Follow> {
    let known = engine.position().await?.and_then(|text| Position::read(&text));
    let Some(position) = known else { return make(db, engine, vocabulary).await };
    let Some((changes, next)) = feed::since(db, position).await? else {
        return make(db, engine, vocabulary).await;
    };
    if changes.is_empty() {
        return Ok(Follow::Idle);
    }
    for change in &changes {
        // Of an attribute that is gone, nothing says which products had it.
        let is_lost = match change {
            Change::Everything => true,
            Change::Attribute(id) => attribute::Entity::find_by_id(*id).one(db).await?.is_none(),
            _ => false,
        };
        if is_lost {
            return make(db, engine, vocabulary).await;
        }
    }
    if changes.iter().any(is_in_vocabulary) {
        vocabulary.refresh(db).await?;
    }
    let mut count = 0;
    let mut products = BTreeSet::new();
    for change in &changes {
        match change {
            Change::Product(id) => {
                products.insert(*id);
            }
            Change::Synonyms => engine.set_synonyms(synonyms::groups(db).await?).await?,
            _ => {
                let mut after = Uuid::nil();
                loop {
                    let some = page(db, *change, after).await?;
                    let Some(last) = some.last().copied() else { break };
                    after = last;
                    count += index(db, engine, some).await?;
                }
            }
        }
    }
    let products: Vec<Uuid> = products.into_iter().collect();
    for some in products.chunks(usize::try_from(PAGE).unwrap_or(usize::MAX)) {
        count += index(db, engine, some.to_vec()).await?;
    }
    engine.commit(&next.to_string()).await?;
    Ok(Follow::Changed(count))
}

/// What an engine does not keep over a restart.
///
/// # Errors
/// Of the database or the engine.
pub async fn start(
    db: &impl ConnectionTrait,
    engine: &dyn SearchEngine,
    vocabulary: &Vocabulary,
) -> Result<()> {
    engine.set_synonyms(synonyms::groups(db).await?).await?;
    engine.set_popularity(popularity(db).await?).await?;
    vocabulary.refresh(db).await
}

/// For a process that does not write to its engine's index: reads the vocabulary anew when what it is made of changed since
/// `seen`.
///
/// # Errors
/// Of the database.
pub async fn watch(
    db: &impl ConnectionTrait,
    vocabulary: &Vocabulary,
    seen: Option<Position>,
) -> Result<Position> {
    let since = match seen {
        Some(position) => feed::since(db, position).await?,
        None => None,
    };
    let Some((changes, next)) = since else {
        let latest = feed::latest(db).await?;
        vocabulary.refresh(db).await?;
        return Ok(latest);
    };
    if changes.iter().any(is_in_vocabulary) {
        vocabulary.refresh(db).await?;
    }
    Ok(next)
}

fn is_in_vocabulary(change: &Change) -> bool {
    matches!(change, Change::Attribute(_) | Change::Brand(_) | Change::Everything)
}

/// Everything anew. The old index answers until the commit.
async fn make(
    db: &impl ConnectionTrait,
    engine: &dyn SearchEngine,
    vocabulary: &Vocabulary,
) -> Result<Follow> {
    // Read first: what changes while products are read is in the feed behind it.
    let position = feed::latest(db).await?;
    engine.set_synonyms(synonyms::groups(db).await?).await?;
    vocabulary.refresh(db).await?;
    engine.clear().await?;
    let (mut count, mut after) = (0, Uuid::nil());
    loop {
        let some = page(db, Change::Everything, after).await?;
        let Some(last) = some.last().copied() else { break };
        after = last;
        count += index(db, engine, some).await?;
    }
    engine.commit(&position.to_string()).await?;
    Ok(Follow::Made(count))
}

/// Indexes these products as they are now, and takes out those that are none any more.
async fn index(db: &impl ConnectionTrait, engine: &dyn SearchEngine, ids: Vec<Uuid>) -> Result<u64> {
    let found = documents(db, &ids).await?;
    let there: BTreeSet<Uuid> = found.iter().map(|document| document.id).collect();
    let count = ids.len() as u64;
    let gone: Vec<Uuid> = ids.into_iter().filter(|id| !there.contains(id)).collect();
    engine.remove(gone).await?;
    engine.put(found).await?;
    Ok(count)
}

/// The products that the change is about, behind `after`, in the order of their ids. What is deleted with products in it
/// needs no look: the products were changed before.
pub(super) async fn page(db: &impl ConnectionTrait, change: Change, after: Uuid) -> Result<Vec<Uuid>> {
    let mut query = product::Entity::find()
        .select_only()
        .column(product::Column::Id)
        .filter(product::Column::Id.gt(after))
        .filter(product::Column::DeletedAt.is_null())
        .order_by_asc(product::Column::Id)
        .limit(PAGE);
    match change {
        Change::Product(id) => query = query.filter(product::Column::Id.eq(id)),
        Change::Brand(id) => query = query.filter(product::Column::BrandId.eq(id)),
        Change::Category(id) => {
            let categories = category::Entity::find().all(db).await?;
            query = query.filter(product::Column::CategoryId.is_in(with_descendants(id, &categories)));
        }
        Change::Attribute(id) => {
            let with_it = product_value::Entity::find()
                .select_only()
                .column(product_value::Column::ProductId)
                .filter(product_value::Column::AttributeId.eq(id));
            query = query.filter(product::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(with_it)));
        }
        Change::Synonyms | Change::Everything => {}
    }
    Ok(query.into_tuple::<Uuid>().all(db).await?)
}
