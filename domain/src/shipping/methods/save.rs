//! Making a shipping method, and putting new terms into the place of old ones.

use entity::states::ShippingBasis;
use entity::{shipping_method, zone};
use sea_orm::sea_query::LockType;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, SqlErr,
};
use serde_json::json;
use uuid::Uuid;

use crate::audit::{self, Action};
use crate::clock::now;
use crate::error::{Error, FieldError, Result};
use crate::events::{self, Event};
use crate::money::MAX_MINOR;
use crate::pricing::Bracket;
use crate::store::Txn;

const BRACKETS: usize = 50;
const ZONES: usize = 300;

/// Everything about a method that staff decides. Amounts are minor units of the shop's currency.
#[derive(Debug, Clone)]
pub struct Terms {
    pub code: String,
    pub name: String,
    /// None: everywhere.
    pub zone_ids: Vec<Uuid>,
    pub basis: ShippingBasis,
    /// Ascending; grams or minor units. The last one may be without end. A flat method has one, without end.
    pub brackets: Vec<Bracket>,
    pub free_from_minor: Option<i64>,
    pub days: i32,
    pub position: i32,
    pub enabled: bool,
}

impl Terms {
    fn write(self, row: shipping_method::Model) -> shipping_method::Model {
        shipping_method::Model {
            code: self.code,
            name: self.name.trim().to_owned(),
            zone_ids: json!(self.zone_ids),
            basis: self.basis,
            brackets: json!(self.brackets),
            free_from_minor: self.free_from_minor,
            days: self.days,
            position: self.position,
            enabled: self.enabled,
            ..row
        }
    }
}

/// # Errors
/// `Invalid` with all that is wrong; Conflict `code_taken`.
pub async fn create(txn: &Txn, terms: Terms) -> Result<shipping_method::Model> {
    check(txn, &terms).await?;
    let now = now();
    let row = terms.write(shipping_method::Model {
        id: Uuid::now_v7(),
        code: String::new(),
        name: String::new(),
        zone_ids: json!([]),
        basis: ShippingBasis::Flat,
        brackets: json!([]),
        free_from_minor: None,
        days: 0,
        position: 0,
        enabled: true,
        version: 1,
        created_at: now,
        updated_at: now,
    });
    shipping_method::Entity::insert(row.clone().into_active_model().reset_all())
        .exec_without_returning(txn)
        .await
        .map_err(code_taken)?;
    audit::created(txn, Action::ShippingMethodCreate, &row).await?;
    events::record(txn, &Event::ShippingMethodChanged { method_id: row.id }, row.version).await?;
    Ok(row)
}

/// # Errors
/// `NotFound`; `Invalid` with all that is wrong; Conflict `code_taken`, `changed_meanwhile` when `seen` is another version.
pub async fn replace(txn: &Txn, id: Uuid, terms: Terms, seen: Option<i64>) -> Result<shipping_method::Model> {
    check(txn, &terms).await?;
    let before = lock(txn, id).await?;
    if seen.is_some_and(|seen| seen != before.version) {
        return Err(Error::conflict("changed_meanwhile", "somebody changed it meanwhile; look at it again"));
    }
    let mut after = terms.write(before.clone());
    after.version = before.version + 1;
    after.updated_at = now();
    shipping_method::Entity::update_many()
        .set(after.clone().into_active_model().reset_all())
        .filter(shipping_method::Column::Id.eq(id))
        .exec(txn)
        .await
        .map_err(code_taken)?;
    audit::changed(txn, Action::ShippingMethodUpdate, &before, &after).await?;
    events::record(txn, &Event::ShippingMethodChanged { method_id: id }, after.version).await?;
    Ok(after)
}

/// The method, locked until the transaction ends.
pub(super) async fn lock(txn: &Txn, id: Uuid) -> Result<shipping_method::Model> {
    shipping_method::Entity::find_by_id(id)
        .lock(LockType::Update)
        .one(txn)
        .await?
        .ok_or(Error::NotFound { what: "shipping method" })
}

async fn check(txn: &Txn, terms: &Terms) -> Result<()> {
    let mut wrong = Vec::new();
    let mut unless = |is_right: bool, field: &'static str, message: &str| {
        if !is_right {
            wrong.push(FieldError { field: field.into(), message: message.into() });
        }
    };
    let is_code = (1..=40).contains(&terms.code.len())
        && terms
            .code
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_'));
    unless(is_code, "code", "must be 1 to 40 of a-z, 0-9, hyphen and underscore");
    let name = terms.name.trim();
    let is_name = (1..=100).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    unless(is_name, "name", "must have 1 to 100 characters in one line");
    unless((0..=365).contains(&terms.days), "days", "must be between 0 and 365");
    unless((-1_000..=1_000).contains(&terms.position), "position", "must be between -1000 and 1000");
    let free_from = terms.free_from_minor.is_none_or(|from| (0..=MAX_MINOR).contains(&from));
    unless(free_from, "free_from_minor", "must not be negative or larger than this shop can book");
    unless(terms.zone_ids.len() <= ZONES, "zone_ids", "must have at most 300");
    let (is_right, message) = brackets(terms);
    unless(is_right, "brackets", message);
    let known: Vec<Uuid> = zone::Entity::find()
        .select_only()
        .column(zone::Column::Id)
        .filter(zone::Column::Id.is_in(terms.zone_ids.iter().copied().take(ZONES)))
        .into_tuple()
        .all(txn)
        .await?;
    let has_all = terms.zone_ids.iter().all(|id| known.contains(id));
    unless(has_all, "zone_ids", "names a zone that there is not");
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn code_taken(error: DbErr) -> Error {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => {
            Error::conflict("code_taken", "another shipping method has this code")
        }
        _ => error.into(),
    }
}

fn brackets(terms: &Terms) -> (bool, &'static str) {
    let brackets = &terms.brackets;
    if brackets.is_empty() || brackets.len() > BRACKETS {
        return (false, "must have 1 to 50");
    }
    if !brackets.iter().all(|one| (0..=MAX_MINOR).contains(&one.price_minor)) {
        return (false, "have a price that is negative or larger than this shop can book");
    }
    if terms.basis == ShippingBasis::Flat && (brackets.len() > 1 || brackets[0].up_to.is_some()) {
        return (false, "of a flat method must be one, without up_to");
    }
    let limits: Vec<i64> = brackets.iter().map(|one| one.up_to.unwrap_or(i64::MAX)).collect();
    let is_ascending = limits.is_sorted_by(|one, next| one < next) && limits[0] >= 0;
    (is_ascending, "must ascend by up_to; only the last may be without")
}
