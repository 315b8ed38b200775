//! Groups of words and phrases that mean the same: said by staff, or found in the catalogue and then kept, so that every
//! replica has the same ones and staff can see and delete them.

use entity::search_synonym as row;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::json;
use uuid::Uuid;

use super::feed::{self, Change};
use crate::audit::{self, Action};
use crate::catalog::limits::Violations;
use crate::clock::{Timestamp, now};
use crate::error::{Error, Result};
use crate::store::{Store, Txn};

/// Phrases of a group.
const PHRASES: usize = 20;
/// Characters of a phrase.
const PHRASE: usize = 60;
/// Groups of a shop.
const GROUPS: u64 = 2_000;

/// Makes a group.
///
/// # Errors
/// `Invalid` for fewer than two phrases, or too many or too long ones; Conflict `too_many_synonyms`.
pub async fn create(txn: &Txn, phrases: Vec<String>) -> Result<row::Model> {
    let phrases = check(phrases)?;
    if row::Entity::find().count(txn).await? >= GROUPS {
        return Err(Error::conflict("too_many_synonyms", format!("there are {GROUPS} groups at most")));
    }
    let now = now();
    let group = row::Model {
        id: Uuid::now_v7(),
        phrases: json!(phrases),
        is_found: false,
        created_at: now,
        updated_at: now,
    };
    row::Entity::insert(group.clone().into_active_model().reset_all()).exec_without_returning(txn).await?;
    audit::did(txn, Action::SynonymsCreate, group.id, None, Some(json!({ "phrases": group.phrases })))
        .await?;
    feed::note(txn, vec![Change::Synonyms]).await?;
    Ok(group)
}

/// Puts phrases in the place of those of a group. One that was found is staff's from then on.
///
/// # Errors
/// `NotFound`; `Invalid` as [`create`].
pub async fn replace(txn: &Txn, id: Uuid, phrases: Vec<String>) -> Result<row::Model> {
    let phrases = check(phrases)?;
    let before = lock(txn, id).await?;
    let after = row::Model { phrases: json!(phrases), is_found: false, updated_at: now(), ..before.clone() };
    row::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(row::Column::Id.eq(id))
        .exec(txn)
        .await?;
    let facts = |group: &row::Model| Some(json!({ "phrases": group.phrases }));
    audit::did(txn, Action::SynonymsUpdate, id, facts(&before), facts(&after)).await?;
    feed::note(txn, vec![Change::Synonyms]).await?;
    Ok(after)
}

/// # Errors
/// `NotFound`.
pub async fn delete(txn: &Txn, id: Uuid) -> Result<()> {
    let group = lock(txn, id).await?;
    row::Entity::delete_by_id(id).exec(txn).await?;
    audit::did(txn, Action::SynonymsDelete, id, Some(json!({ "phrases": group.phrases })), None).await?;
    feed::note(txn, vec![Change::Synonyms]).await
}

/// Newest first, behind that group, one query.
pub async fn list(
    db: &impl ConnectionTrait,
    after: Option<(Timestamp, Uuid)>,
    limit: u64,
) -> Result<Vec<row::Model>> {
    let mut query =
        row::Entity::find().order_by_desc(row::Column::CreatedAt).order_by_desc(row::Column::Id).limit(limit);
    if let Some((at, id)) = after {
        let same = row::Column::CreatedAt.eq(at).and(row::Column::Id.lt(id));
        query = query.filter(row::Column::CreatedAt.lt(at).or(same));
    }
    Ok(query.all(db).await?)
}

/// Puts pairs that were found in the catalogue in the place of those found before. What staff said stays.
pub async fn replace_found(store: &Store, pairs: &[(String, String)]) -> Result<()> {
    store
        .write(async |txn| {
            row::Entity::delete_many().filter(row::Column::IsFound.eq(true)).exec(txn).await?;
            let now = now();
            let group = |(one, other): &(String, String)| row::Model {
                id: Uuid::now_v7(),
                phrases: json!([one, other]),
                is_found: true,
                created_at: now,
                updated_at: now,
            };
            let rows: Vec<_> = pairs.iter().map(|pair| group(pair).into_active_model().reset_all()).collect();
            if !rows.is_empty() {
                row::Entity::insert_many(rows).exec_without_returning(txn).await?;
            }
            feed::note(txn, vec![Change::Synonyms]).await
        })
        .await
}

/// All groups.
pub(super) async fn groups(db: &impl ConnectionTrait) -> Result<Vec<Vec<String>>> {
    let rows = row::Entity::find().order_by_asc(row::Column::Id).all(db).await?;
    rows.iter().map(phrases).collect()
}

/// The phrases of a group.
///
/// # Errors
/// `Corrupt` if they are no texts.
pub fn phrases(group: &row::Model) -> Result<Vec<String>> {
    Ok(serde_json::from_value(group.phrases.clone())?)
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<row::Model> {
    let found = row::Entity::find_by_id(id).one(db).await?;
    found.ok_or(Error::NotFound { what: "group of synonyms" })
}

async fn lock(txn: &Txn, id: Uuid) -> Result<row::Model> {
    use sea_orm::sea_query::LockType;
    let found = row::Entity::find_by_id(id).lock(LockType::Update).one(txn).await?;
    found.ok_or(Error::NotFound { what: "group of synonyms" })
}

fn check(phrases: Vec<String>) -> Result<Vec<String>> {
    let phrases: Vec<String> = phrases.iter().map(|phrase| phrase.trim().to_lowercase()).collect();
    let mut violations = Violations::default();
    if !(2..=PHRASES).contains(&phrases.len()) {
        violations.add("phrases", format!("must be between 2 and {PHRASES}"));
    }
    for (nth, phrase) in phrases.iter().enumerate() {
        let at = format!("phrases/{nth}");
        if !phrase.chars().any(char::is_alphanumeric) {
            violations.add(at, "must have a letter or a digit");
        } else if phrase.chars().count() > PHRASE || phrase.chars().any(char::is_control) {
            violations.add(at, format!("must be one line of at most {PHRASE} characters"));
        } else if phrases.iter().take(nth).any(|other| other == phrase) {
            violations.add(at, "stands there twice");
        }
    }
    violations.into_result()?;
    Ok(phrases)
}
