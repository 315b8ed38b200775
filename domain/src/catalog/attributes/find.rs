//! Reading attributes with their choices.

use std::collections::HashMap;

use entity::states::AttributeKind;
use entity::{attribute, attribute_choice};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
};
use uuid::Uuid;

use crate::catalog::by_name;
use crate::catalog::products::Page;
use crate::error::{Error, Result};
use crate::store::Txn;

/// An attribute, and its choices by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribute {
    pub row: attribute::Model,
    pub choices: Vec<attribute_choice::Model>,
}

impl Attribute {
    pub fn choice(&self, code: &str) -> Option<&attribute_choice::Model> {
        self.choices.iter().find(|choice| choice.code == code)
    }
}

#[derive(Debug, Clone)]
pub struct AttributeFilter {
    pub kind: Option<AttributeKind>,
    pub filterable: Option<bool>,
    pub descending: bool,
    pub cursor: Option<String>,
    pub limit: u64,
}

/// By name, page by page. Two queries.
///
/// # Errors
/// `Invalid` for a cursor that belongs to another list.
pub async fn page(db: &impl ConnectionTrait, filter: &AttributeFilter) -> Result<Page<Attribute>> {
    let (name, id) = (attribute::Column::Name, attribute::Column::Id);
    let mut query = attribute::Entity::find().limit(filter.limit + 1);
    if let Some(kind) = filter.kind {
        query = query.filter(attribute::Column::Kind.eq(kind));
    }
    if let Some(filterable) = filter.filterable {
        query = query.filter(attribute::Column::Filterable.eq(filterable));
    }
    if let Some(cursor) = &filter.cursor {
        query = query.filter(by_name::behind(name, id, cursor, filter.descending)?);
    }
    query = if filter.descending {
        query.order_by_desc(name).order_by_desc(id)
    } else {
        query.order_by_asc(name).order_by_asc(id)
    };
    let found = with_choices(db, query).await?;
    by_name::page(found, filter.limit, |attribute| (attribute.row.name.clone(), attribute.row.id))
}

/// Those that shoppers filter by, by position and name. Two queries.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Attribute>> {
    let mut all =
        with_choices(db, attribute::Entity::find().filter(attribute::Column::Filterable.eq(true))).await?;
    sort(&mut all);
    Ok(all)
}

/// # Errors
/// `NotFound`.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Attribute> {
    let found = with_choices(db, attribute::Entity::find_by_id(id)).await?.pop();
    found.ok_or(Error::NotFound { what: "attribute" })
}

/// Those of these codes that there are; no query for none.
pub(in crate::catalog) async fn by_codes(
    db: &impl ConnectionTrait,
    codes: impl IntoIterator<Item = String>,
) -> Result<Vec<Attribute>> {
    let codes: Vec<String> = codes.into_iter().collect();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    with_choices(db, attribute::Entity::find().filter(attribute::Column::Code.is_in(codes))).await
}

/// As [`by_codes`]; they and their choices stay until the transaction ends.
pub(in crate::catalog) async fn by_codes_locked(
    txn: &Txn,
    codes: impl IntoIterator<Item = String>,
) -> Result<Vec<Attribute>> {
    let codes: Vec<String> = codes.into_iter().collect();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    with_choices(txn, locked(codes)).await
}

/// As [`by_codes_locked`], with those of their choices alone that have one of these codes: for many products at once.
pub(in crate::catalog) async fn by_codes_naming(
    txn: &Txn,
    codes: impl IntoIterator<Item = String>,
    choices: impl IntoIterator<Item = String>,
) -> Result<Vec<Attribute>> {
    let codes: Vec<String> = codes.into_iter().collect();
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    let among = attribute_choice::Column::Code.is_in(choices);
    with_choices_among(txn, locked(codes), Condition::all().add(among)).await
}

fn locked(codes: Vec<String>) -> Select<attribute::Entity> {
    attribute::Entity::find()
        .filter(attribute::Column::Code.is_in(codes))
        .order_by_asc(attribute::Column::Id)
        .lock(LockType::KeyShare)
}

/// Those of these ids that there are, by position and name; no query for none.
pub(in crate::catalog) async fn by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Attribute>> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut all =
        with_choices(db, attribute::Entity::find().filter(attribute::Column::Id.is_in(ids))).await?;
    sort(&mut all);
    Ok(all)
}

/// In here, because the two databases compare text differently.
fn sort(attributes: &mut [Attribute]) {
    attributes.sort_by(|a, b| {
        (a.row.position, &a.row.name, a.row.id).cmp(&(b.row.position, &b.row.name, b.row.id))
    });
}

async fn with_choices(db: &impl ConnectionTrait, query: Select<attribute::Entity>) -> Result<Vec<Attribute>> {
    with_choices_among(db, query, Condition::all()).await
}

async fn with_choices_among(
    db: &impl ConnectionTrait,
    query: Select<attribute::Entity>,
    among: Condition,
) -> Result<Vec<Attribute>> {
    let rows = query.all(db).await?;
    let ids: Vec<Uuid> =
        rows.iter().filter(|row| row.kind == AttributeKind::Choice).map(|row| row.id).collect();
    let mut choices: HashMap<Uuid, Vec<attribute_choice::Model>> = HashMap::new();
    if !ids.is_empty() {
        let found = attribute_choice::Entity::find()
            .filter(attribute_choice::Column::AttributeId.is_in(ids))
            .filter(among)
            .order_by_asc(attribute_choice::Column::Position)
            .order_by_asc(attribute_choice::Column::Code)
            .all(db)
            .await?;
        for choice in found {
            choices.entry(choice.attribute_id).or_default().push(choice);
        }
    }
    Ok(rows
        .into_iter()
        .map(|row| Attribute { choices: choices.remove(&row.id).unwrap_or_default(), row })
        .collect())
}
